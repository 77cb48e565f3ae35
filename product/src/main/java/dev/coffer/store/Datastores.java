package dev.coffer.store;

import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.BackupRow;
import dev.coffer.store.Tables.DatastoreRow;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.ModuleRow;
import dev.coffer.store.Tables.VersionRow;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Datastores and their versions. */
public final class Datastores {
    private static final Comparator<DatastoreVersion> NEWEST_FIRST = ((Comparator<DatastoreVersion>)
                    DatastoreVersion::compareNumber)
            .reversed()
            .thenComparing(DatastoreVersion::name)
            .thenComparing(DatastoreVersion::id);

    /** What lists of instances show of a version; they read it by position. */
    static final List<Field<?>> LISTED_FIELDS = List.of(
            VersionRow.ID,
            VersionRow.DATASTORE_ID,
            DatastoreRow.NAME,
            VersionRow.NAME,
            VersionRow.NUMBER,
            VersionRow.ENGINE,
            VersionRow.IMAGE,
            VersionRow.ACTIVE);

    /** Read with {@link #version(Record)}; needs both tables. */
    static final List<Field<?>> VERSION_FIELDS = Stream.concat(
                    LISTED_FIELDS.stream(),
                    Stream.of(
                            VersionRow.IMAGE_TAGS,
                            VersionRow.PACKAGES,
                            VersionRow.REGISTRY_EXT,
                            VersionRow.REPL_STRATEGY))
            .toList();

    private static final Recipe FIND = sql -> sql.select(DatastoreRow.TABLE.fields())
            .from(DatastoreRow.TABLE)
            .where(DatastoreRow.ID.eq("").or(DatastoreRow.NAME.eq("")))
            .and(DatastoreRow.DELETED.isNull());
    private static final Recipe VERSIONS =
            sql -> selectVersions(sql).where(VersionRow.DATASTORE_ID.eq("")).and(VersionRow.DELETED.isNull());

    private final DSLContext sql;
    private final Session session;

    Datastores(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** By name. */
    public List<Datastore> all() {
        return sql.select()
                .from(DatastoreRow.TABLE)
                .where(DatastoreRow.DELETED.isNull())
                .orderBy(DatastoreRow.NAME)
                .fetch(Datastores::datastore);
    }

    public Optional<Datastore> find(String nameOrId) {
        List<Datastore> found = session.fetch(FIND, nameOrId, nameOrId).stream()
                .map(Datastores::datastore)
                .toList();
        return found.stream()
                .filter(datastore -> datastore.id().equals(nameOrId))
                .findFirst()
                .or(() -> found.stream().findFirst());
    }

    /** The id that a datastore of this name has, or had before it was deleted. */
    public Optional<String> idOf(String name) {
        return sql.select(DatastoreRow.ID)
                .from(DatastoreRow.TABLE)
                .where(DatastoreRow.NAME.eq(name))
                .fetchOptional(DatastoreRow.ID);
    }

    /** Inserts or replaces by id, also one that was deleted. */
    public void put(Datastore datastore) {
        int replaced = sql.update(DatastoreRow.TABLE)
                .set(DatastoreRow.NAME, datastore.name())
                .set(DatastoreRow.DEFAULT_VERSION_ID, datastore.defaultVersionId())
                .setNull(DatastoreRow.DELETED)
                .where(DatastoreRow.ID.eq(datastore.id()))
                .execute();
        if (replaced == 0) {
            sql.insertInto(DatastoreRow.TABLE)
                    .set(DatastoreRow.ID, datastore.id())
                    .set(DatastoreRow.NAME, datastore.name())
                    .set(DatastoreRow.DEFAULT_VERSION_ID, datastore.defaultVersionId())
                    .execute();
        }
    }

    public void delete(Datastore datastore) {
        sql.update(DatastoreRow.TABLE)
                .set(DatastoreRow.DELETED, session.now())
                .where(DatastoreRow.ID.eq(datastore.id()))
                .execute();
    }

    /** Newest version number first. */
    public List<DatastoreVersion> versions(String datastoreId) {
        return sorted(session.fetch(VERSIONS, datastoreId));
    }

    /** By datastore name, then newest version number first. */
    public List<DatastoreVersion> allVersions() {
        return versionsWhere(DSL.noCondition());
    }

    public Optional<DatastoreVersion> version(String id) {
        return versionsWhere(VersionRow.ID.eq(id)).stream().findFirst();
    }

    /** Also one that was deleted, for what was made of it. */
    public Optional<DatastoreVersion> everKnown(String id) {
        return selectVersions(sql).where(VersionRow.ID.eq(id)).fetchOptional(Datastores::version);
    }

    /** Those of a datastore with this name or id. */
    public List<DatastoreVersion> versions(String datastoreId, String nameOrId) {
        return versionsWhere(VersionRow.DATASTORE_ID
                .eq(datastoreId)
                .and(VersionRow.ID.eq(nameOrId).or(VersionRow.NAME.eq(nameOrId))));
    }

    /** Inserts or replaces by id, also one that was deleted. */
    public void put(DatastoreVersion version) {
        Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
        values.put(VersionRow.DATASTORE_ID, version.datastoreId());
        values.put(VersionRow.NAME, version.name());
        values.put(VersionRow.NUMBER, version.number());
        values.put(VersionRow.ENGINE, version.engine());
        values.put(VersionRow.IMAGE, version.image());
        values.put(VersionRow.ACTIVE, version.active());
        values.put(VersionRow.IMAGE_TAGS, Json.write(version.notes().imageTags()));
        values.put(VersionRow.PACKAGES, Json.write(version.notes().packages()));
        values.put(VersionRow.REGISTRY_EXT, version.notes().registryExt());
        values.put(VersionRow.REPL_STRATEGY, version.notes().replStrategy());
        values.put(VersionRow.DELETED, null);
        int replaced = sql.update(VersionRow.TABLE)
                .set(values)
                .where(VersionRow.ID.eq(version.id()))
                .execute();
        if (replaced == 0) {
            sql.insertInto(VersionRow.TABLE)
                    .set(VersionRow.ID, version.id())
                    .set(values)
                    .execute();
        }
    }

    /** It is no datastore's default any more. */
    public void delete(DatastoreVersion version) {
        sql.update(DatastoreRow.TABLE)
                .setNull(DatastoreRow.DEFAULT_VERSION_ID)
                .where(DatastoreRow.DEFAULT_VERSION_ID.eq(version.id()))
                .execute();
        sql.update(VersionRow.TABLE)
                .set(VersionRow.DELETED, session.now())
                .where(VersionRow.ID.eq(version.id()))
                .execute();
    }

    /** What a version is needed by, in a word; empty when nothing needs it. */
    public Optional<String> use(String versionId) {
        if (isRunBySomething(versionId)) {
            return Optional.of("instance");
        }
        if (sql.fetchExists(BackupRow.TABLE, BackupRow.DATASTORE_VERSION_ID.eq(versionId))) {
            return Optional.of("backup");
        }
        return sql.fetchExists(ModuleRow.TABLE, ModuleRow.DATASTORE_VERSION_ID.eq(versionId))
                ? Optional.of("module")
                : Optional.empty();
    }

    public boolean isRunBySomething(String versionId) {
        return sql.fetchExists(
                InstanceRow.TABLE, InstanceRow.DATASTORE_VERSION_ID.eq(versionId), InstanceRow.DELETED.isNull());
    }

    private static SelectOnConditionStep<Record> selectVersions(DSLContext sql) {
        return sql.select(VERSION_FIELDS)
                .from(VersionRow.TABLE)
                .join(DatastoreRow.TABLE)
                .on(DatastoreRow.ID.eq(VersionRow.DATASTORE_ID));
    }

    private List<DatastoreVersion> versionsWhere(Condition condition) {
        return sorted(selectVersions(sql)
                .where(condition)
                .and(VersionRow.DELETED.isNull())
                .fetch());
    }

    private static List<DatastoreVersion> sorted(List<Record> rows) {
        return rows.stream()
                .map(Datastores::version)
                .sorted(Comparator.comparing(DatastoreVersion::datastore).thenComparing(NEWEST_FIRST))
                .toList();
    }

    static DatastoreVersion version(Record row) {
        return new DatastoreVersion(
                row.get(VersionRow.ID),
                row.get(VersionRow.DATASTORE_ID),
                row.get(DatastoreRow.NAME),
                row.get(VersionRow.NAME),
                row.get(VersionRow.NUMBER),
                row.get(VersionRow.ENGINE),
                row.get(VersionRow.IMAGE),
                row.get(VersionRow.ACTIVE),
                new DatastoreVersion.Notes(
                        strings(row.get(VersionRow.IMAGE_TAGS)),
                        strings(row.get(VersionRow.PACKAGES)),
                        row.get(VersionRow.REGISTRY_EXT),
                        row.get(VersionRow.REPL_STRATEGY)));
    }

    /** One of before there were such lists has none. */
    private static List<String> strings(@Nullable String json) {
        return json == null ? List.of() : Json.strings(json);
    }

    private static Datastore datastore(Record row) {
        return new Datastore(
                row.get(DatastoreRow.ID), row.get(DatastoreRow.NAME), row.get(DatastoreRow.DEFAULT_VERSION_ID));
    }
}
