package dev.coffer.store;

import dev.coffer.model.Flavor;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.FlavorRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/** Flavors. */
public final class Flavors {
    private static final Recipe ALL = sql -> sql.select(FlavorRow.TABLE.fields())
            .from(FlavorRow.TABLE)
            .where(FlavorRow.REMOVED.isNull())
            .orderBy(FlavorRow.RAM, FlavorRow.ID);
    private static final Recipe OFFERED = sql -> sql.select(FlavorRow.TABLE.fields())
            .from(FlavorRow.TABLE)
            .where(FlavorRow.ID.eq(""))
            .and(FlavorRow.REMOVED.isNull());

    private final DSLContext sql;
    private final Session session;

    Flavors(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** Those that can be ordered, by RAM, then id. */
    public List<Flavor> all() {
        return session.fetch(ALL).stream().map(Flavors::flavor).toList();
    }

    /** One that can be ordered. */
    public Optional<Flavor> offered(String id) {
        return session.fetch(OFFERED, id).stream().findFirst().map(Flavors::flavor);
    }

    /** Also one that was removed, which instances that have it keep. */
    public Optional<Flavor> find(String id) {
        return sql.select().from(FlavorRow.TABLE).where(FlavorRow.ID.eq(id)).fetchOptional(Flavors::flavor);
    }

    /** From now on nobody can order it. */
    public void remove(String id) {
        sql.update(FlavorRow.TABLE)
                .set(FlavorRow.REMOVED, session.now())
                .where(FlavorRow.ID.eq(id))
                .execute();
    }

    /** Inserts or replaces by id; one that was removed can be ordered again. */
    public void put(Flavor flavor) {
        Map<Field<?>, Object> values = Map.of(
                FlavorRow.NAME, flavor.name(),
                FlavorRow.RAM, flavor.ram(),
                FlavorRow.VCPUS, flavor.vcpus(),
                FlavorRow.DISK, flavor.disk(),
                FlavorRow.EPHEMERAL, flavor.ephemeral());
        int replaced = sql.update(FlavorRow.TABLE)
                .set(values)
                .setNull(FlavorRow.REMOVED)
                .where(FlavorRow.ID.eq(flavor.id()))
                .execute();
        if (replaced == 0) {
            sql.insertInto(FlavorRow.TABLE)
                    .set(FlavorRow.ID, flavor.id())
                    .set(values)
                    .execute();
        }
    }

    private static Flavor flavor(Record row) {
        return new Flavor(
                row.get(FlavorRow.ID),
                row.get(FlavorRow.NAME),
                row.get(FlavorRow.RAM),
                row.get(FlavorRow.VCPUS),
                row.get(FlavorRow.DISK),
                row.get(FlavorRow.EPHEMERAL));
    }
}
