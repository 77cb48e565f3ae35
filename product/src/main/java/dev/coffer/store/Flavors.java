package dev.coffer.store;

import dev.coffer.model.Flavor;
import dev.coffer.store.Tables.FlavorRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;

/** Flavors. */
public final class Flavors {
    private final DSLContext sql;

    Flavors(Session session) {
        sql = session.sql();
    }

    /** By RAM, then id. */
    public List<Flavor> all() {
        return sql.select()
                .from(FlavorRow.TABLE)
                .orderBy(FlavorRow.RAM, FlavorRow.ID)
                .fetch(Flavors::flavor);
    }

    public Optional<Flavor> find(String id) {
        return sql.select().from(FlavorRow.TABLE).where(FlavorRow.ID.eq(id)).fetchOptional(Flavors::flavor);
    }

    /** Inserts or replaces by id. */
    public void put(Flavor flavor) {
        Map<Field<?>, Object> values = Map.of(
                FlavorRow.NAME, flavor.name(),
                FlavorRow.RAM, flavor.ram(),
                FlavorRow.VCPUS, flavor.vcpus(),
                FlavorRow.DISK, flavor.disk(),
                FlavorRow.EPHEMERAL, flavor.ephemeral());
        int replaced = sql.update(FlavorRow.TABLE)
                .set(values)
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
