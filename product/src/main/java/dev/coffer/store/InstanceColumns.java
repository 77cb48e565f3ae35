package dev.coffer.store;

import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Trouble;
import dev.coffer.store.Tables.InstanceRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** An instance as a row. */
final class InstanceColumns {
    /** In the order of {@link #all(Instance)}. */
    static final List<Field<?>> ALL = List.of(
            InstanceRow.ID,
            InstanceRow.CREATED,
            InstanceRow.UPDATED,
            InstanceRow.VERSION,
            InstanceRow.PROJECT_ID,
            InstanceRow.NAME,
            InstanceRow.DATASTORE_VERSION_ID,
            InstanceRow.FLAVOR_ID,
            InstanceRow.VOLUME_SIZE,
            InstanceRow.VOLUME_TYPE,
            InstanceRow.IS_PUBLIC,
            InstanceRow.ALLOWED_CIDRS,
            InstanceRow.TASK,
            InstanceRow.TROUBLE,
            InstanceRow.TROUBLE_CREATED,
            InstanceRow.TROUBLE_DETAILS,
            InstanceRow.CONFIGURATION_ID,
            InstanceRow.ADDRESS,
            InstanceRow.PUBLIC_ADDRESS,
            InstanceRow.REPLICA_SET_ID,
            InstanceRow.REPLICA_OF);

    private InstanceColumns() {}

    /** All that an update may change. */
    static Map<Field<?>, @Nullable Object> of(Instance instance) {
        Trouble trouble = instance.trouble();
        Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
        values.put(InstanceRow.PROJECT_ID, instance.projectId());
        values.put(InstanceRow.NAME, instance.name());
        values.put(InstanceRow.DATASTORE_VERSION_ID, instance.datastoreVersionId());
        values.put(InstanceRow.FLAVOR_ID, instance.flavorId());
        values.put(InstanceRow.VOLUME_SIZE, instance.volumeSize());
        values.put(InstanceRow.VOLUME_TYPE, instance.volumeType());
        values.put(InstanceRow.IS_PUBLIC, instance.access().isPublic());
        values.put(InstanceRow.ALLOWED_CIDRS, Json.write(instance.access().allowedCidrs()));
        values.put(InstanceRow.TASK, instance.task());
        values.put(InstanceRow.TROUBLE, trouble == null ? null : trouble.message());
        values.put(InstanceRow.TROUBLE_CREATED, trouble == null ? null : trouble.created());
        values.put(InstanceRow.TROUBLE_DETAILS, trouble == null ? null : trouble.details());
        values.put(InstanceRow.CONFIGURATION_ID, instance.configurationId());
        values.put(InstanceRow.ADDRESS, instance.address());
        values.put(InstanceRow.PUBLIC_ADDRESS, instance.publicAddress());
        values.put(InstanceRow.REPLICA_SET_ID, instance.replicaSetId());
        values.put(InstanceRow.REPLICA_OF, instance.replicaOf());
        return values;
    }

    /** The values of a new row. */
    static List<@Nullable Object> all(Instance instance) {
        Map<Field<?>, @Nullable Object> values = of(instance);
        values.put(InstanceRow.ID, instance.id());
        values.put(InstanceRow.CREATED, instance.created());
        values.put(InstanceRow.UPDATED, instance.updated());
        values.put(InstanceRow.VERSION, instance.version());
        List<@Nullable Object> ordered = new ArrayList<>();
        ALL.forEach(column -> ordered.add(values.get(column)));
        return ordered;
    }

    static Instance instance(Record row) {
        return new Instance(
                row.get(InstanceRow.ID),
                row.get(InstanceRow.PROJECT_ID),
                row.get(InstanceRow.NAME),
                row.get(InstanceRow.DATASTORE_VERSION_ID),
                row.get(InstanceRow.FLAVOR_ID),
                row.get(InstanceRow.VOLUME_SIZE),
                row.get(InstanceRow.VOLUME_TYPE),
                new Access(row.get(InstanceRow.IS_PUBLIC), Json.strings(row.get(InstanceRow.ALLOWED_CIDRS))),
                row.get(InstanceRow.TASK),
                trouble(row),
                row.get(InstanceRow.CONFIGURATION_ID),
                row.get(InstanceRow.ADDRESS),
                row.get(InstanceRow.PUBLIC_ADDRESS),
                row.get(InstanceRow.REPLICA_SET_ID),
                row.get(InstanceRow.REPLICA_OF),
                row.get(InstanceRow.CREATED),
                row.get(InstanceRow.UPDATED),
                row.get(InstanceRow.VERSION));
    }

    private static @Nullable Trouble trouble(Record row) {
        String message = row.get(InstanceRow.TROUBLE);
        return message == null
                ? null
                : new Trouble(message, row.get(InstanceRow.TROUBLE_CREATED), row.get(InstanceRow.TROUBLE_DETAILS));
    }

    /** The instance as it is after an update. */
    static Instance written(Instance instance, Instant at) {
        return new Instance(
                instance.id(),
                instance.projectId(),
                instance.name(),
                instance.datastoreVersionId(),
                instance.flavorId(),
                instance.volumeSize(),
                instance.volumeType(),
                instance.access(),
                instance.task(),
                instance.trouble(),
                instance.configurationId(),
                instance.address(),
                instance.publicAddress(),
                instance.replicaSetId(),
                instance.replicaOf(),
                instance.created(),
                at,
                instance.version() + 1);
    }
}
