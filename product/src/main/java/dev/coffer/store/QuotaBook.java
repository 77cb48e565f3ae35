package dev.coffer.store;

import dev.coffer.model.QuotaResource;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.ExpectationRow;
import dev.coffer.store.Tables.FlavorRow;
import dev.coffer.store.Tables.InstanceRow;
import dev.coffer.store.Tables.OperationRow;
import dev.coffer.store.Tables.QuotaProjectRow;
import dev.coffer.store.Tables.QuotaRow;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Limits of projects, and what projects have: counted from the rows of instances, so that it is what is there. */
public final class QuotaBook {

    /**
     * What a project has.
     *
     * @param inUse by instances as they are
     * @param reserved what operations that have not ended are about to add
     */
    public record Use(Map<QuotaResource, Long> inUse, Map<QuotaResource, Long> reserved) {
        public Use {
            inUse = Map.copyOf(inUse);
            reserved = Map.copyOf(reserved);
        }

        public long inUse(QuotaResource resource) {
            return inUse.getOrDefault(resource, 0L);
        }

        public long reserved(QuotaResource resource) {
            return reserved.getOrDefault(resource, 0L);
        }
    }

    private static final Recipe LIMITS = sql ->
            sql.select(QuotaRow.RESOURCE, QuotaRow.MOST).from(QuotaRow.TABLE).where(QuotaRow.PROJECT_ID.eq(""));

    private static final Condition OF_PROJECT = InstanceRow.PROJECT_ID.eq("").and(InstanceRow.DELETED.isNull());

    private static final Field<Integer> COUNT = DSL.count().as("instances");
    private static final Field<BigDecimal> SIZE =
            DSL.sum(InstanceRow.VOLUME_SIZE).as("volumes");
    /** By flavor. */
    private static final Table<?> HELD = DSL.select(InstanceRow.FLAVOR_ID, COUNT, SIZE)
            .from(InstanceRow.TABLE)
            .where(OF_PROJECT)
            .groupBy(InstanceRow.FLAVOR_ID)
            .asTable("held");

    private static final Field<Integer> OF_FLAVOR = Objects.requireNonNull(HELD.field(COUNT));
    private static final Field<Long> INSTANCES = sum(OF_FLAVOR);
    private static final Field<Long> RAM = sum(OF_FLAVOR.multiply(FlavorRow.RAM));
    private static final Field<Long> VOLUMES = sum(Objects.requireNonNull(HELD.field(SIZE)));
    private static final Recipe HAS = sql -> sql.select(INSTANCES, RAM, VOLUMES)
            .from(HELD)
            .join(FlavorRow.TABLE)
            .on(FlavorRow.ID.eq(Objects.requireNonNull(HELD.field(InstanceRow.FLAVOR_ID))));

    private static final Field<Long> MORE_RAM = sum(growth(ExpectationRow.RAM, FlavorRow.RAM));
    private static final Field<Long> MORE_VOLUMES = sum(growth(ExpectationRow.VOLUME_SIZE, InstanceRow.VOLUME_SIZE));
    private static final Recipe EXPECTED = sql -> sql.select(MORE_RAM, MORE_VOLUMES)
            .from(ExpectationRow.TABLE)
            .join(OperationRow.TABLE)
            .on(OperationRow.ID.eq(ExpectationRow.OPERATION_ID))
            .join(InstanceRow.TABLE)
            .on(InstanceRow.ID.eq(ExpectationRow.INSTANCE_ID))
            .join(FlavorRow.TABLE)
            .on(FlavorRow.ID.eq(InstanceRow.FLAVOR_ID))
            .where(OF_PROJECT)
            .and(OperationRow.ENDED.isNull());

    private final DSLContext sql;
    private final Session session;

    QuotaBook(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** Until the transaction ends, nobody else who does the same adds anything to the project. */
    public void lock(String projectId) {
        if (!session.locksRows()) {
            return;
        }
        boolean locked = sql.select(QuotaProjectRow.PROJECT_ID)
                .from(QuotaProjectRow.TABLE)
                .where(QuotaProjectRow.PROJECT_ID.eq(projectId))
                .forUpdate()
                .fetchOptional()
                .isPresent();
        if (!locked) {
            // the row of a project is made once; of two who make it together, the second waits for the first here
            sql.insertInto(QuotaProjectRow.TABLE)
                    .set(QuotaProjectRow.PROJECT_ID, projectId)
                    .onConflict(QuotaProjectRow.PROJECT_ID)
                    .doUpdate()
                    .set(QuotaProjectRow.PROJECT_ID, projectId)
                    .execute();
        }
    }

    /** Limits that the project has of its own. */
    public Map<QuotaResource, Integer> limits(String projectId) {
        Map<QuotaResource, Integer> limits = new EnumMap<>(QuotaResource.class);
        session.fetch(LIMITS, projectId).forEach(row -> limits.put(row.get(QuotaRow.RESOURCE), row.get(QuotaRow.MOST)));
        return limits;
    }

    /** @param most -1 for any number */
    public void limit(String projectId, QuotaResource resource, int most) {
        sql.insertInto(QuotaRow.TABLE)
                .set(QuotaRow.PROJECT_ID, projectId)
                .set(QuotaRow.RESOURCE, resource)
                .set(QuotaRow.MOST, most)
                .onConflict(QuotaRow.PROJECT_ID, QuotaRow.RESOURCE)
                .doUpdate()
                .set(QuotaRow.MOST, most)
                .execute();
    }

    public Use use(String projectId) {
        Record has = session.fetch(HAS, projectId).getFirst();
        Record expected = session.fetch(EXPECTED, projectId).getFirst();
        return new Use(
                Map.of(
                        QuotaResource.INSTANCES, has.get(INSTANCES),
                        QuotaResource.RAM, has.get(RAM),
                        QuotaResource.VOLUMES, has.get(VOLUMES)),
                Map.of(QuotaResource.RAM, expected.get(MORE_RAM), QuotaResource.VOLUMES, expected.get(MORE_VOLUMES)));
    }

    private static Field<Long> sum(Field<? extends Number> field) {
        return DSL.coalesce(DSL.sum(field).cast(SQLDataType.BIGINT), DSL.inline(0L));
    }

    private static Field<Integer> growth(Field<Integer> expected, Field<Integer> now) {
        return DSL.when(expected.gt(now), expected.minus(now)).otherwise(DSL.inline(0));
    }

    /**
     * The operation is about to make the instance this large. It counts until the operation has ended, however it ends, and less as soon
     * as the instance's row says so itself.
     *
     * @param ram MiB
     * @param volumeSize GiB
     */
    public void expect(String operationId, String instanceId, int ram, int volumeSize) {
        Map<Field<?>, Object> values = Map.of(
                ExpectationRow.OPERATION_ID, operationId,
                ExpectationRow.RAM, ram,
                ExpectationRow.VOLUME_SIZE, volumeSize);
        sql.insertInto(ExpectationRow.TABLE)
                .set(ExpectationRow.INSTANCE_ID, instanceId)
                .set(values)
                .onConflict(ExpectationRow.INSTANCE_ID)
                .doUpdate()
                .set(values)
                .execute();
    }
}
