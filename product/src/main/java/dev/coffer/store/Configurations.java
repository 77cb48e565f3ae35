package dev.coffer.store;

import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.store.Tables.ConfigurationRow;
import dev.coffer.store.Tables.DatastoreRow;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.VersionRow;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Configuration groups, and which instances have one. */
public final class Configurations {

    /**
     * A group with all that its view shows.
     *
     * @param instances how many have it
     */
    public record Listed(ConfigurationGroup group, DatastoreVersion version, int instances) {}

    private final DSLContext sql;
    private final Session session;

    Configurations(Session session) {
        this.session = session;
        sql = session.sql();
    }

    public void insert(ConfigurationGroup group) {
        sql.insertInto(ConfigurationRow.TABLE)
                .set(ConfigurationRow.ID, group.id())
                .set(ConfigurationRow.PROJECT_ID, group.projectId())
                .set(ConfigurationRow.NAME, group.name())
                .set(ConfigurationRow.DESCRIPTION, group.description())
                .set(ConfigurationRow.VERSION_ID, group.datastoreVersionId())
                .set(ConfigurationRow.VALUES, group.values())
                .set(ConfigurationRow.SETTINGS, Json.write(group.settings()))
                .set(ConfigurationRow.CREATED, group.created())
                .set(ConfigurationRow.UPDATED, group.updated())
                .set(ConfigurationRow.VERSION, group.version())
                .execute();
    }

    public Optional<ConfigurationGroup> find(String id) {
        return sql.select()
                .from(ConfigurationRow.TABLE)
                .where(ConfigurationRow.ID.eq(id))
                .fetchOptional(Configurations::group);
    }

    /** Names of groups, by their ids. */
    Map<String, String> names(Collection<String> ids) {
        return sql.select(ConfigurationRow.ID, ConfigurationRow.NAME)
                .from(ConfigurationRow.TABLE)
                .where(ConfigurationRow.ID.in(ids))
                .fetchMap(ConfigurationRow.ID, ConfigurationRow.NAME);
    }

    public Optional<Listed> listed(String id) {
        return listed(ConfigurationRow.ID.eq(id), 1).stream().findFirst();
    }

    /**
     * Up to {@code limit} with id greater than {@code marker}, by id ascending.
     *
     * @param projectId empty: of all projects
     */
    public List<Listed> page(Optional<String> projectId, Optional<String> marker, int limit) {
        Condition owner = projectId.map(ConfigurationRow.PROJECT_ID::eq).orElse(DSL.noCondition());
        return listed(owner.and(marker.map(ConfigurationRow.ID::gt).orElse(DSL.noCondition())), limit);
    }

    /**
     * Writes the row when its version is still {@code group.version()}. Whoever decides by a group's row writes it, so that of two who
     * decide at the same time one decides again.
     *
     * @throws StaleWrite when someone else wrote it
     */
    public void update(ConfigurationGroup group) {
        Instant now = session.now();
        int written = sql.update(ConfigurationRow.TABLE)
                .set(ConfigurationRow.NAME, group.name())
                .set(ConfigurationRow.DESCRIPTION, group.description())
                .set(ConfigurationRow.VALUES, group.values())
                .set(ConfigurationRow.SETTINGS, Json.write(group.settings()))
                .set(ConfigurationRow.UPDATED, now)
                .set(ConfigurationRow.VERSION, group.version() + 1)
                .where(ConfigurationRow.ID.eq(group.id()))
                .and(ConfigurationRow.VERSION.eq(group.version()))
                .execute();
        if (written == 0) {
            throw new StaleWrite("Configuration group " + group.id());
        }
    }

    /** As {@link #update}, of a row that stays as it is. */
    public void touch(ConfigurationGroup group) {
        int written = sql.update(ConfigurationRow.TABLE)
                .set(ConfigurationRow.VERSION, group.version() + 1)
                .where(ConfigurationRow.ID.eq(group.id()))
                .and(ConfigurationRow.VERSION.eq(group.version()))
                .execute();
        if (written == 0) {
            throw new StaleWrite("Configuration group " + group.id());
        }
    }

    /** @throws StaleWrite when someone else wrote it */
    public void delete(ConfigurationGroup group) {
        int deleted = sql.deleteFrom(ConfigurationRow.TABLE)
                .where(ConfigurationRow.ID.eq(group.id()))
                .and(ConfigurationRow.VERSION.eq(group.version()))
                .execute();
        if (deleted == 0) {
            throw new StaleWrite("Configuration group " + group.id());
        }
    }

    /** Instances that have the group, by id. */
    public List<Instance> instances(String id) {
        return sql.select()
                .from(InstanceRow.TABLE)
                .where(attached(id))
                .orderBy(InstanceRow.ID)
                .fetch(InstanceColumns::instance);
    }

    /** As {@link #instances(String)}, up to {@code limit} with id greater than {@code marker}. */
    public List<Instance> instances(String id, Optional<String> marker, int limit) {
        return sql.select()
                .from(InstanceRow.TABLE)
                .where(attached(id))
                .and(InstanceRow.ID.gt(marker.orElse("")))
                .orderBy(InstanceRow.ID)
                .limit(limit)
                .fetch(InstanceColumns::instance);
    }

    /** Whether a group is of that datastore version. */
    public boolean anyOf(String versionId) {
        return sql.fetchExists(ConfigurationRow.TABLE, ConfigurationRow.VERSION_ID.eq(versionId));
    }

    private static Condition attached(String id) {
        return InstanceRow.CONFIGURATION_ID.eq(id).and(InstanceRow.DELETED.isNull());
    }

    private List<Listed> listed(Condition condition, int limit) {
        Field<Integer> instances = DSL.field(DSL.selectCount()
                        .from(InstanceRow.TABLE)
                        .where(InstanceRow.CONFIGURATION_ID.eq(ConfigurationRow.ID))
                        .and(InstanceRow.DELETED.isNull()))
                .as("instances");
        return sql.select(ConfigurationRow.TABLE.fields())
                .select(instances)
                .select(Datastores.VERSION_FIELDS)
                .from(ConfigurationRow.TABLE)
                .join(VersionRow.TABLE)
                .on(VersionRow.ID.eq(ConfigurationRow.VERSION_ID))
                .join(DatastoreRow.TABLE)
                .on(DatastoreRow.ID.eq(VersionRow.DATASTORE_ID))
                .where(condition)
                .orderBy(ConfigurationRow.ID)
                .limit(limit)
                .fetch(row -> new Listed(group(row), Datastores.version(row), row.get(instances)));
    }

    private static ConfigurationGroup group(Record row) {
        return new ConfigurationGroup(
                row.get(ConfigurationRow.ID),
                row.get(ConfigurationRow.PROJECT_ID),
                row.get(ConfigurationRow.NAME),
                row.get(ConfigurationRow.DESCRIPTION),
                row.get(ConfigurationRow.VERSION_ID),
                row.get(ConfigurationRow.VALUES),
                Json.texts(row.get(ConfigurationRow.SETTINGS)),
                row.get(ConfigurationRow.CREATED),
                row.get(ConfigurationRow.UPDATED),
                row.get(ConfigurationRow.VERSION));
    }
}
