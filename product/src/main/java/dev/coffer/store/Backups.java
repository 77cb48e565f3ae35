package dev.coffer.store;

import dev.coffer.model.Backup;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.store.Tables.BackupRow;
import dev.coffer.store.Tables.DatastoreRow;
import dev.coffer.store.Tables.VersionRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Records of backups. */
public final class Backups {

    /** A backup with the version it was made of. */
    public record Listing(Backup backup, DatastoreVersion version) {}

    /** Which backups are listed; what is empty does not restrict. */
    public record Filter(Optional<String> projectId, Optional<String> instanceId, Optional<String> datastoreId) {
        private Condition condition() {
            return projectId
                    .map(BackupRow.PROJECT_ID::eq)
                    .orElse(DSL.noCondition())
                    .and(instanceId.map(BackupRow.INSTANCE_ID::eq).orElse(DSL.noCondition()))
                    .and(datastoreId.map(VersionRow.DATASTORE_ID::eq).orElse(DSL.noCondition()));
        }
    }

    private final DSLContext sql;

    Backups(Session session) {
        sql = session.sql();
    }

    public void insert(Backup backup) {
        sql.insertInto(BackupRow.TABLE)
                .set(BackupRow.ID, backup.id())
                .set(BackupRow.PROJECT_ID, backup.projectId())
                .set(BackupRow.NAME, backup.name())
                .set(BackupRow.DESCRIPTION, backup.description())
                .set(BackupRow.INSTANCE_ID, backup.instanceId())
                .set(BackupRow.DATASTORE_VERSION_ID, backup.datastoreVersionId())
                .set(BackupRow.STATE, backup.state())
                .set(BackupRow.LOCATION, backup.location())
                .set(BackupRow.SIZE, backup.size())
                .set(BackupRow.PARENT_ID, backup.parentId())
                .set(BackupRow.STORAGE_DRIVER, backup.storageDriver())
                .set(BackupRow.CREATED, backup.created())
                .set(BackupRow.UPDATED, backup.updated())
                .execute();
    }

    public Optional<Listing> find(String id) {
        return page(BackupRow.ID.eq(id), 0, 1).stream().findFirst();
    }

    /** The one that was changed last comes first. */
    public List<Listing> page(Filter filter, int offset, int limit) {
        return page(filter.condition(), offset, limit);
    }

    /** Whether one of this instance is being made. */
    public boolean isRunning(String instanceId) {
        return sql.fetchExists(
                BackupRow.TABLE,
                BackupRow.INSTANCE_ID.eq(instanceId),
                BackupRow.STATE.in(Backup.State.NEW, Backup.State.BUILDING, Backup.State.SAVING));
    }

    /** It and all that go on from it, those that others go on from last. */
    public List<Backup> family(String id) {
        List<Backup> family = new ArrayList<>();
        Deque<String> rest = new ArrayDeque<>(List.of(id));
        while (!rest.isEmpty()) {
            find(rest.pop()).map(Listing::backup).ifPresent(family::addFirst);
            sql.select(BackupRow.ID)
                    .from(BackupRow.TABLE)
                    .where(BackupRow.PARENT_ID.eq(family.getFirst().id()))
                    .forEach(row -> rest.add(row.value1()));
        }
        return family;
    }

    public void delete(String id) {
        sql.deleteFrom(BackupRow.TABLE).where(BackupRow.ID.eq(id)).execute();
    }

    private List<Listing> page(Condition condition, int offset, int limit) {
        return sql.select(BackupRow.TABLE.fields())
                .select(Datastores.VERSION_FIELDS)
                .from(BackupRow.TABLE)
                .join(VersionRow.TABLE)
                .on(VersionRow.ID.eq(BackupRow.DATASTORE_VERSION_ID))
                .join(DatastoreRow.TABLE)
                .on(DatastoreRow.ID.eq(VersionRow.DATASTORE_ID))
                .where(condition)
                .orderBy(BackupRow.UPDATED.desc(), BackupRow.ID)
                .limit(limit)
                .offset(offset)
                .fetch(row -> new Listing(backup(row), Datastores.version(row)));
    }

    private static Backup backup(Record row) {
        return new Backup(
                row.get(BackupRow.ID),
                row.get(BackupRow.PROJECT_ID),
                row.get(BackupRow.NAME),
                row.get(BackupRow.DESCRIPTION),
                row.get(BackupRow.INSTANCE_ID),
                row.get(BackupRow.DATASTORE_VERSION_ID),
                row.get(BackupRow.STATE),
                row.get(BackupRow.LOCATION),
                row.get(BackupRow.SIZE),
                row.get(BackupRow.PARENT_ID),
                row.get(BackupRow.STORAGE_DRIVER),
                row.get(BackupRow.CREATED),
                row.get(BackupRow.UPDATED));
    }
}
