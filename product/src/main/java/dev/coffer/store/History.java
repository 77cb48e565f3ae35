package dev.coffer.store;

import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tables.InstanceRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** All instances there are and were. */
public final class History {

    /** Which of them. */
    public enum Which {
        LIVE,
        DELETED,
        ALL
    }

    /**
     * An instance that is or was.
     *
     * @param deleted when; null for one that lives
     */
    public record Entry(Listing listing, @Nullable Instant deleted) {}

    private final DSLContext sql;
    private final Session session;

    History(Session session) {
        this.session = session;
        this.sql = session.sql();
    }

    /** What changed last comes first. */
    public List<Entry> page(Which which, Optional<String> projectId, long offset, int limit) {
        return entries(sql.select()
                .from(InstanceRow.TABLE)
                .where(condition(which))
                .and(projectId.map(InstanceRow.PROJECT_ID::eq).orElse(DSL.noCondition()))
                .orderBy(InstanceRow.UPDATED.desc(), InstanceRow.ID)
                .limit(limit)
                .offset(offset)
                .fetch());
    }

    public Optional<Entry> find(Which which, String id) {
        return entries(sql.select()
                        .from(InstanceRow.TABLE)
                        .where(condition(which))
                        .and(InstanceRow.ID.eq(id))
                        .fetch())
                .stream()
                .findFirst();
    }

    private static Condition condition(Which which) {
        return switch (which) {
            case LIVE -> InstanceRow.DELETED.isNull();
            case DELETED -> InstanceRow.DELETED.isNotNull();
            case ALL -> DSL.noCondition();
        };
    }

    private List<Entry> entries(List<Record> rows) {
        List<String> ids = rows.stream().map(row -> row.get(InstanceRow.ID)).toList();
        Map<String, DatastoreVersion> versions = new Datastores(session)
                .allVersions().stream().collect(Collectors.toMap(DatastoreVersion::id, Function.identity()));
        Map<String, Report> reports = new Reports(session)
                .find(ids).stream().collect(Collectors.toMap(Report::instanceId, Function.identity()));
        Map<String, List<String>> replicas = replicas(ids);
        Map<String, String> groups = new Configurations(session)
                .names(rows.stream()
                        .map(row -> row.get(InstanceRow.CONFIGURATION_ID))
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        return rows.stream()
                .map(row -> {
                    Instance instance = InstanceColumns.instance(row);
                    return new Entry(
                            new Listing(
                                    instance,
                                    Objects.requireNonNull(versions.get(instance.datastoreVersionId())),
                                    Optional.ofNullable(reports.get(instance.id())),
                                    replicas.getOrDefault(instance.id(), List.of()),
                                    groups.get(instance.configurationId())),
                            row.get(InstanceRow.DELETED));
                })
                .toList();
    }

    /** Ids of live replicas, by creation, by the ids of their primaries. */
    private Map<String, List<String>> replicas(Collection<String> primaries) {
        Map<String, List<String>> replicas = new HashMap<>();
        sql.select(InstanceRow.REPLICA_OF, InstanceRow.ID)
                .from(InstanceRow.TABLE)
                .where(InstanceRow.REPLICA_OF.in(primaries))
                .and(InstanceRow.DELETED.isNull())
                .orderBy(InstanceRow.CREATED, InstanceRow.ID)
                .forEach(row -> replicas.computeIfAbsent(row.value1(), _ -> new ArrayList<>())
                        .add(row.value2()));
        return replicas;
    }
}
