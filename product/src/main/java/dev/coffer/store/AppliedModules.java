package dev.coffer.store;

import dev.coffer.model.AppliedModule;
import dev.coffer.store.Tables.InstanceModuleRow;
import dev.coffer.store.Tables.InstanceRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** Which instances have which modules. */
public final class AppliedModules {

    /** How many instances have the module in one state of its contents. */
    public record Tally(String md5, int instances, Instant first, Instant last) {}

    private final DSLContext sql;

    AppliedModules(Session session) {
        sql = session.sql();
    }

    /** Inserts or replaces; since when the instance has it is kept. */
    public void put(AppliedModule applied) {
        int replaced = sql.update(InstanceModuleRow.TABLE)
                .set(InstanceModuleRow.MD5, applied.md5())
                .set(InstanceModuleRow.STATE, applied.state())
                .set(InstanceModuleRow.MESSAGE, applied.message())
                .set(InstanceModuleRow.UPDATED, applied.updated())
                .where(of(applied.instanceId(), applied.moduleId()))
                .execute();
        if (replaced == 0) {
            sql.insertInto(InstanceModuleRow.TABLE)
                    .set(InstanceModuleRow.INSTANCE_ID, applied.instanceId())
                    .set(InstanceModuleRow.MODULE_ID, applied.moduleId())
                    .set(InstanceModuleRow.MD5, applied.md5())
                    .set(InstanceModuleRow.STATE, applied.state())
                    .set(InstanceModuleRow.MESSAGE, applied.message())
                    .set(InstanceModuleRow.CREATED, applied.created())
                    .set(InstanceModuleRow.UPDATED, applied.updated())
                    .execute();
        }
    }

    public Optional<AppliedModule> find(String instanceId, String moduleId) {
        return where(of(instanceId, moduleId)).stream().findFirst();
    }

    /** Those of an instance. */
    public List<AppliedModule> of(String instanceId) {
        return where(InstanceModuleRow.INSTANCE_ID.eq(instanceId));
    }

    /** Where it is, on instances of one project or, when that is empty, of all. */
    public List<AppliedModule> places(String moduleId, Optional<String> projectId) {
        return where(live(moduleId, projectId));
    }

    /** Ids greater than the marker of instances that have it, in order. */
    public List<String> instances(String moduleId, Optional<String> projectId, String marker, int limit) {
        return sql.select(InstanceModuleRow.INSTANCE_ID)
                .from(InstanceModuleRow.TABLE)
                .join(InstanceRow.TABLE)
                .on(InstanceRow.ID.eq(InstanceModuleRow.INSTANCE_ID))
                .where(live(moduleId, projectId))
                .and(InstanceModuleRow.INSTANCE_ID.gt(marker))
                .orderBy(InstanceModuleRow.INSTANCE_ID)
                .limit(limit)
                .fetch(InstanceModuleRow.INSTANCE_ID);
    }

    public List<Tally> tallies(String moduleId, Optional<String> projectId) {
        return sql.select(
                        InstanceModuleRow.MD5,
                        DSL.count(),
                        DSL.min(InstanceModuleRow.UPDATED),
                        DSL.max(InstanceModuleRow.UPDATED))
                .from(InstanceModuleRow.TABLE)
                .join(InstanceRow.TABLE)
                .on(InstanceRow.ID.eq(InstanceModuleRow.INSTANCE_ID))
                .where(live(moduleId, projectId))
                .groupBy(InstanceModuleRow.MD5)
                .orderBy(InstanceModuleRow.MD5)
                .fetch(row -> new Tally(row.value1(), row.value2(), row.value3(), row.value4()));
    }

    public void forget(String instanceId, String moduleId) {
        sql.deleteFrom(InstanceModuleRow.TABLE).where(of(instanceId, moduleId)).execute();
    }

    /** All of an instance, which is gone. */
    public void forget(String instanceId) {
        sql.deleteFrom(InstanceModuleRow.TABLE)
                .where(InstanceModuleRow.INSTANCE_ID.eq(instanceId))
                .execute();
    }

    private static Condition of(String instanceId, String moduleId) {
        return InstanceModuleRow.INSTANCE_ID.eq(instanceId).and(InstanceModuleRow.MODULE_ID.eq(moduleId));
    }

    private static Condition live(String moduleId, Optional<String> projectId) {
        return InstanceModuleRow.MODULE_ID
                .eq(moduleId)
                .and(InstanceRow.DELETED.isNull())
                .and(projectId.map(InstanceRow.PROJECT_ID::eq).orElse(DSL.noCondition()));
    }

    private List<AppliedModule> where(Condition condition) {
        return sql.select(InstanceModuleRow.TABLE.fields())
                .from(InstanceModuleRow.TABLE)
                .join(InstanceRow.TABLE)
                .on(InstanceRow.ID.eq(InstanceModuleRow.INSTANCE_ID))
                .where(condition)
                .orderBy(InstanceModuleRow.INSTANCE_ID, InstanceModuleRow.CREATED, InstanceModuleRow.MODULE_ID)
                .fetch(AppliedModules::applied);
    }

    private static AppliedModule applied(Record row) {
        return new AppliedModule(
                row.get(InstanceModuleRow.INSTANCE_ID),
                row.get(InstanceModuleRow.MODULE_ID),
                row.get(InstanceModuleRow.MD5),
                row.get(InstanceModuleRow.STATE),
                row.get(InstanceModuleRow.MESSAGE),
                row.get(InstanceModuleRow.CREATED),
                row.get(InstanceModuleRow.UPDATED));
    }
}
