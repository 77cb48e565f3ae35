package dev.coffer.store;

import dev.coffer.model.BackupStrategy;
import dev.coffer.store.Tables.BackupStrategyRow;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Where backups go, per project and per instance. */
public final class BackupStrategies {
    private final DSLContext sql;

    BackupStrategies(Session session) {
        sql = session.sql();
    }

    /** Inserts or replaces the one of this project and instance. */
    public void put(BackupStrategy strategy) {
        sql.insertInto(BackupStrategyRow.TABLE)
                .set(BackupStrategyRow.PROJECT_ID, strategy.projectId())
                .set(BackupStrategyRow.INSTANCE_ID, strategy.instanceId())
                .set(BackupStrategyRow.SWIFT_CONTAINER, strategy.container())
                .onConflict(BackupStrategyRow.PROJECT_ID, BackupStrategyRow.INSTANCE_ID)
                .doUpdate()
                .set(BackupStrategyRow.SWIFT_CONTAINER, strategy.container())
                .execute();
    }

    /** By instance; the project's own comes first. */
    public List<BackupStrategy> of(String projectId, Optional<String> instanceId) {
        return sql.select()
                .from(BackupStrategyRow.TABLE)
                .where(BackupStrategyRow.PROJECT_ID.eq(projectId))
                .and(instanceId.map(BackupStrategyRow.INSTANCE_ID::eq).orElse(DSL.noCondition()))
                .orderBy(BackupStrategyRow.INSTANCE_ID)
                .fetch(row -> new BackupStrategy(
                        row.get(BackupStrategyRow.PROJECT_ID),
                        row.get(BackupStrategyRow.INSTANCE_ID),
                        row.get(BackupStrategyRow.SWIFT_CONTAINER)));
    }

    public void delete(String projectId, String instanceId) {
        Condition one = BackupStrategyRow.PROJECT_ID.eq(projectId).and(BackupStrategyRow.INSTANCE_ID.eq(instanceId));
        sql.deleteFrom(BackupStrategyRow.TABLE).where(one).execute();
    }
}
