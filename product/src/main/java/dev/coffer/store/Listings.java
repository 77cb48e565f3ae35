package dev.coffer.store;

import dev.coffer.model.Access;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.ConfigurationRow;
import dev.coffer.store.Tables.DatastoreRow;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.ReportRow;
import dev.coffer.store.Tables.VersionRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Instances with all that their view shows, in one statement, and all instances. Nothing is asked for more often, so rows are read past
 * jOOQ's records, from left to right.
 */
final class Listings {
    private static final List<Field<?>> INSTANCE = List.of(
            InstanceRow.DATASTORE_VERSION_ID,
            InstanceRow.ID,
            InstanceRow.PROJECT_ID,
            InstanceRow.NAME,
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
            InstanceRow.REPLICA_OF,
            InstanceRow.CREATED,
            InstanceRow.UPDATED,
            InstanceRow.VERSION);
    private static final List<Field<?>> REPORT = List.of(
            ReportRow.SEEN_AT,
            ReportRow.STATUS,
            ReportRow.ENGINE_VERSION,
            ReportRow.ROLE,
            ReportRow.POSITION,
            ReportRow.LAG_SECONDS,
            ReportRow.VOLUME_USED,
            ReportRow.TERM,
            ReportRow.PROBLEM,
            ReportRow.METRICS);

    private static final Recipe ALL =
            sql -> sql.select(INSTANCE).from(InstanceRow.TABLE).where(InstanceRow.DELETED.isNull());
    private static final Recipe BY_ID = sql -> select(sql, InstanceRow.ID.eq(""));
    private static final Recipe PAGE =
            sql -> select(sql, InstanceRow.PROJECT_ID.eq("").and(InstanceRow.ID.gt("")));

    private final Session session;

    Listings(Session session) {
        this.session = session;
    }

    Optional<Listing> find(String id) {
        return session.read(BY_ID, Listings::listings, id, 1).stream().findFirst();
    }

    List<Listing> page(String projectId, String marker, int limit) {
        return session.read(PAGE, Listings::listings, projectId, marker, limit);
    }

    /** All instances, in no order and without what is around them. */
    List<Instance> instances() {
        return session.read(ALL, Listings::instances);
    }

    private static Select<?> select(DSLContext sql, Condition condition) {
        return sql.select(INSTANCE)
                .select(replicas())
                .select(ConfigurationRow.NAME)
                .select(REPORT)
                .select(Datastores.LISTED_FIELDS)
                .from(InstanceRow.TABLE)
                .join(VersionRow.TABLE)
                .on(VersionRow.ID.eq(InstanceRow.DATASTORE_VERSION_ID))
                .join(DatastoreRow.TABLE)
                .on(DatastoreRow.ID.eq(VersionRow.DATASTORE_ID))
                .leftJoin(ConfigurationRow.TABLE)
                .on(ConfigurationRow.ID.eq(InstanceRow.CONFIGURATION_ID))
                .leftJoin(ReportRow.TABLE)
                .on(ReportRow.INSTANCE_ID.eq(InstanceRow.ID))
                .where(condition)
                .and(InstanceRow.DELETED.isNull())
                .orderBy(InstanceRow.ID)
                .limit(1);
    }

    /** Ids of an instance's replicas, by creation, with commas between. */
    private static Field<String> replicas() {
        Table<Record> replica = InstanceRow.TABLE.as("replica");
        Field<String> id = Objects.requireNonNull(replica.field(InstanceRow.ID));
        return DSL.field(DSL.select(DSL.groupConcat(id).orderBy(replica.field(InstanceRow.CREATED), id))
                .from(replica)
                .where(Objects.requireNonNull(replica.field(InstanceRow.REPLICA_OF))
                        .eq(InstanceRow.ID))
                .and(Objects.requireNonNull(replica.field(InstanceRow.DELETED)).isNull()));
    }

    private static List<Instance> instances(ResultSet rows) throws SQLException {
        List<Instance> instances = new ArrayList<>();
        while (rows.next()) {
            Cells cells = new Cells(rows);
            instances.add(instance(cells, cells.words()));
        }
        return instances;
    }

    /** Few versions are used by many instances: one that was just read is not read again. */
    private static List<Listing> listings(ResultSet rows) throws SQLException {
        List<Listing> listings = new ArrayList<>();
        DatastoreVersion last = null;
        while (rows.next()) {
            Cells cells = new Cells(rows);
            String versionId = cells.words();
            Instance instance = instance(cells, versionId);
            String replicas = cells.text();
            String configuration = cells.text();
            Optional<Report> report = report(cells, instance.id());
            if (last == null || !last.id().equals(versionId)) {
                last = version(cells);
            }
            listings.add(new Listing(
                    instance,
                    last,
                    report,
                    replicas == null ? List.of() : Arrays.asList(replicas.split(",")),
                    configuration));
        }
        return listings;
    }

    private static Instance instance(Cells cells, String versionId) throws SQLException {
        return new Instance(
                cells.words(),
                cells.words(),
                cells.words(),
                versionId,
                cells.words(),
                cells.integer(),
                cells.text(),
                new Access(cells.flag(), Json.strings(cells.words())),
                Task.valueOf(cells.words()),
                trouble(cells),
                cells.text(),
                cells.text(),
                cells.text(),
                cells.words(),
                cells.text(),
                cells.time(),
                cells.time(),
                cells.integer());
    }

    private static @Nullable Trouble trouble(Cells cells) throws SQLException {
        String message = cells.text();
        if (message == null) {
            cells.skip(2);
            return null;
        }
        return new Trouble(message, cells.time(), cells.text());
    }

    private static Optional<Report> report(Cells cells, String instanceId) throws SQLException {
        Instant at = cells.instant();
        if (at == null) {
            cells.skip(REPORT.size() - 1);
            return Optional.empty();
        }
        return Optional.of(new Report(
                instanceId,
                at,
                ServiceStatus.valueOf(cells.words()),
                cells.text(),
                role(cells.text()),
                cells.text(),
                cells.fraction(),
                cells.number(),
                Objects.requireNonNull(cells.number()),
                cells.text(),
                Json.numbers(cells.words())));
    }

    private static @Nullable Role role(@Nullable String word) {
        return word == null ? null : Role.valueOf(word);
    }

    private static DatastoreVersion version(Cells cells) throws SQLException {
        return new DatastoreVersion(
                cells.words(),
                cells.words(),
                cells.words(),
                cells.words(),
                cells.words(),
                cells.words(),
                cells.text(),
                Boolean.TRUE.equals(cells.flag()));
    }

    /** A row, read from left to right. */
    private static final class Cells {
        private final ResultSet rows;
        private int column;

        Cells(ResultSet rows) {
            this.rows = rows;
        }

        void skip(int cells) {
            column += cells;
        }

        @Nullable String text() throws SQLException {
            return rows.getString(++column);
        }

        String words() throws SQLException {
            return Objects.requireNonNull(text());
        }

        int integer() throws SQLException {
            return rows.getInt(++column);
        }

        @Nullable Long number() throws SQLException {
            long value = rows.getLong(++column);
            return rows.wasNull() ? null : value;
        }

        @Nullable Double fraction() throws SQLException {
            double value = rows.getDouble(++column);
            return rows.wasNull() ? null : value;
        }

        @Nullable Boolean flag() throws SQLException {
            boolean value = rows.getBoolean(++column);
            return rows.wasNull() ? null : value;
        }

        @Nullable Instant instant() throws SQLException {
            Long milliseconds = number();
            return milliseconds == null ? null : Instant.ofEpochMilli(milliseconds);
        }

        Instant time() throws SQLException {
            return Objects.requireNonNull(instant());
        }
    }
}
