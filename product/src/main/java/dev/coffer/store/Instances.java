package dev.coffer.store;

import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.ReplicaSet;
import dev.coffer.model.Report;
import dev.coffer.model.Synchrony;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.ReplicaSetRow;
import dev.coffer.store.Tables.ReportRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Instances and replica sets. Deleted ones are kept as history and seen by no method that does not say so. */
public final class Instances {

    /**
     * An instance with all that its view shows, read in one statement.
     *
     * @param configuration name of its configuration group
     */
    public record Listing(
            Instance instance,
            DatastoreVersion version,
            Optional<Report> report,
            List<String> replicas,
            @Nullable String configuration) {
        public Listing {
            replicas = List.copyOf(replicas);
        }
    }

    private static final Recipe INSERT = Prepared.insert(InstanceRow.TABLE, InstanceColumns.ALL);
    private static final Recipe FIND = sql -> live(sql, InstanceRow.ID.eq(""));
    private static final Recipe FIND_SET =
            sql -> sql.selectOne().from(ReplicaSetRow.TABLE).where(ReplicaSetRow.ID.eq(""));
    private static final Recipe MAKE_SET = sql -> sql.insertInto(ReplicaSetRow.TABLE)
            .set(ReplicaSetRow.ID, "")
            .set(ReplicaSetRow.TERM, DSL.inline(1L))
            .onConflict(ReplicaSetRow.ID)
            .doNothing();

    private final DSLContext sql;
    private final Session session;

    Instances(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** Inserts it, and its replica set (term 1) when there is none of that id. */
    public void insert(Instance instance) {
        makeSet(instance.replicaSetId());
        session.execute(INSERT, InstanceColumns.all(instance).toArray());
    }

    public Optional<Instance> find(String id) {
        return session.fetch(FIND, id).stream().findFirst().map(InstanceColumns::instance);
    }

    /** @throws NoSuchElementException when there is none */
    public Instance require(String id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("There is no instance %s.".formatted(id)));
    }

    public Optional<Listing> listing(String id) {
        return new Listings(session).find(id);
    }

    /** Up to {@code limit} rows with id greater than {@code marker}, by id ascending. */
    public List<Listing> page(String projectId, Optional<String> marker, int limit) {
        return new Listings(session).page(projectId, marker.orElse(""), limit);
    }

    /**
     * Writes the row when its version is still {@code instance.version()}, and returns it with version and {@code updated} moved on.
     * Its replica set is made (term 1) when there is none of that id.
     *
     * @throws StaleWrite when someone else wrote it
     */
    public Instance update(Instance instance) {
        makeSet(instance.replicaSetId());
        Instant now = session.now();
        int written = sql.update(InstanceRow.TABLE)
                .set(InstanceColumns.of(instance))
                .set(InstanceRow.UPDATED, now)
                .set(InstanceRow.VERSION, instance.version() + 1)
                .where(InstanceRow.ID.eq(instance.id()))
                .and(InstanceRow.VERSION.eq(instance.version()))
                .and(InstanceRow.DELETED.isNull())
                .execute();
        if (written == 0) {
            throw new StaleWrite("Instance " + instance.id());
        }
        return InstanceColumns.written(instance, now);
    }

    /** Replicas of a primary, by creation. */
    public List<Instance> replicasOf(String primaryId) {
        return byCreation(InstanceRow.REPLICA_OF.eq(primaryId));
    }

    /** All members of a replica set, by creation. */
    public List<Instance> membersOf(String replicaSetId) {
        return byCreation(InstanceRow.REPLICA_SET_ID.eq(replicaSetId));
    }

    /** In no order. */
    public List<Instance> all() {
        return new Listings(session).instances();
    }

    public int count(String projectId) {
        return sql.fetchCount(
                InstanceRow.TABLE, InstanceRow.PROJECT_ID.eq(projectId).and(InstanceRow.DELETED.isNull()));
    }

    /** Sum of volume sizes in GiB. */
    public int volumes(String projectId) {
        return sql.select(DSL.coalesce(DSL.sum(InstanceRow.VOLUME_SIZE), BigDecimal.ZERO))
                .from(InstanceRow.TABLE)
                .where(InstanceRow.PROJECT_ID.eq(projectId))
                .and(InstanceRow.DELETED.isNull())
                .fetchSingle()
                .value1()
                .intValueExact();
    }

    /** Those of these ids whose instance was deleted. */
    public Set<String> deleted(Collection<String> ids) {
        return sql.select(InstanceRow.ID)
                .from(InstanceRow.TABLE)
                .where(InstanceRow.ID.in(ids))
                .and(InstanceRow.DELETED.isNotNull())
                .fetchSet(InstanceRow.ID);
    }

    /** Marks it deleted; its report goes too. */
    public void delete(String id, Instant at) {
        sql.update(InstanceRow.TABLE)
                .set(InstanceRow.DELETED, at)
                .set(InstanceRow.UPDATED, at)
                .set(InstanceRow.VERSION, InstanceRow.VERSION.plus(1))
                .where(InstanceRow.ID.eq(id))
                .and(InstanceRow.DELETED.isNull())
                .execute();
        sql.deleteFrom(ReportRow.TABLE).where(ReportRow.INSTANCE_ID.eq(id)).execute();
    }

    /** @throws NoSuchElementException when there is none */
    public ReplicaSet replicaSet(String id) {
        return sql.select(ReplicaSetRow.TERM, ReplicaSetRow.SYNCHRONY)
                .from(ReplicaSetRow.TABLE)
                .where(ReplicaSetRow.ID.eq(id))
                .fetchOptional(row -> new ReplicaSet(id, row.value1(), synchrony(row.value2())))
                .orElseThrow(() -> new NoSuchElementException("There is no replica set %s.".formatted(id)));
    }

    private static Synchrony synchrony(@Nullable String word) {
        return Optional.ofNullable(word).flatMap(Synchrony::of).orElse(Synchrony.ONE);
    }

    /** What the primary of the set is to wait for. */
    public void synchronise(String replicaSetId, Synchrony synchrony) {
        sql.update(ReplicaSetRow.TABLE)
                .set(ReplicaSetRow.SYNCHRONY, synchrony.word())
                .where(ReplicaSetRow.ID.eq(replicaSetId))
                .execute();
    }

    /** Moves the set to this term if it is older; terms never go back. */
    public void raiseTerm(String replicaSetId, long term) {
        sql.update(ReplicaSetRow.TABLE)
                .set(ReplicaSetRow.TERM, term)
                .where(ReplicaSetRow.ID.eq(replicaSetId))
                .and(ReplicaSetRow.TERM.lt(term))
                .execute();
    }

    private void makeSet(String id) {
        if (!session.exists(FIND_SET, id)) {
            session.execute(MAKE_SET, id);
        }
    }

    private static SelectConditionStep<Record> live(DSLContext sql, Condition condition) {
        return sql.select(InstanceRow.TABLE.fields())
                .from(InstanceRow.TABLE)
                .where(condition)
                .and(InstanceRow.DELETED.isNull());
    }

    private List<Instance> byCreation(Condition condition) {
        return live(sql, condition).orderBy(InstanceRow.CREATED, InstanceRow.ID).fetch(InstanceColumns::instance);
    }
}
