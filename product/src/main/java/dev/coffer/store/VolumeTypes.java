package dev.coffer.store;

import dev.coffer.model.VolumeType;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.VolumeTypeRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Volume types. */
public final class VolumeTypes {
    private final DSLContext sql;

    VolumeTypes(Session session) {
        sql = session.sql();
    }

    /** By name. */
    public List<VolumeType> all() {
        return sql.select()
                .from(VolumeTypeRow.TABLE)
                .orderBy(VolumeTypeRow.NAME)
                .fetch(VolumeTypes::volumeType);
    }

    public Optional<VolumeType> find(String nameOrId) {
        return sql.select()
                .from(VolumeTypeRow.TABLE)
                .where(VolumeTypeRow.ID.eq(nameOrId).or(VolumeTypeRow.NAME.eq(nameOrId)))
                .orderBy(DSL.when(VolumeTypeRow.ID.eq(nameOrId), 0).otherwise(1))
                .limit(1)
                .fetchOptional(VolumeTypes::volumeType);
    }

    /** Inserts or replaces by id. */
    public void put(VolumeType type) {
        Map<Field<?>, Object> values = Map.of(
                VolumeTypeRow.NAME, type.name(),
                VolumeTypeRow.DESCRIPTION, type.description(),
                VolumeTypeRow.IS_PUBLIC, type.isPublic());
        int replaced = sql.update(VolumeTypeRow.TABLE)
                .set(values)
                .where(VolumeTypeRow.ID.eq(type.id()))
                .execute();
        if (replaced == 0) {
            sql.insertInto(VolumeTypeRow.TABLE)
                    .set(VolumeTypeRow.ID, type.id())
                    .set(values)
                    .execute();
        }
    }

    public void remove(String id) {
        sql.deleteFrom(VolumeTypeRow.TABLE).where(VolumeTypeRow.ID.eq(id)).execute();
    }

    /** How many instances have a volume of this type. */
    public int uses(VolumeType type) {
        return sql.fetchCount(
                InstanceRow.TABLE,
                InstanceRow.VOLUME_TYPE.in(type.name(), type.id()).and(InstanceRow.DELETED.isNull()));
    }

    private static VolumeType volumeType(Record row) {
        return new VolumeType(
                row.get(VolumeTypeRow.ID),
                row.get(VolumeTypeRow.NAME),
                row.get(VolumeTypeRow.DESCRIPTION),
                row.get(VolumeTypeRow.IS_PUBLIC));
    }
}
