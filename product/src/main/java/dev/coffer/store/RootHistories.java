package dev.coffer.store;

import dev.coffer.model.RootHistory;
import dev.coffer.store.Tables.RootHistoryRow;
import java.util.Optional;
import org.jooq.DSLContext;

/** When root was first enabled, per instance. */
public final class RootHistories {
    private final DSLContext sql;

    RootHistories(Session session) {
        sql = session.sql();
    }

    public Optional<RootHistory> find(String instanceId) {
        return sql.select()
                .from(RootHistoryRow.TABLE)
                .where(RootHistoryRow.INSTANCE_ID.eq(instanceId))
                .fetchOptional(row -> new RootHistory(
                        row.get(RootHistoryRow.INSTANCE_ID),
                        row.get(RootHistoryRow.ENABLED),
                        row.get(RootHistoryRow.USER_ID)));
    }

    /** A copy of an instance has its superuser too. */
    public void inherit(String primaryId, String replicaId) {
        find(primaryId).ifPresent(first -> remember(new RootHistory(replicaId, first.enabled(), first.userId())));
    }

    /** Keeps the first one. */
    public void remember(RootHistory history) {
        sql.insertInto(RootHistoryRow.TABLE)
                .set(RootHistoryRow.INSTANCE_ID, history.instanceId())
                .set(RootHistoryRow.ENABLED, history.enabled())
                .set(RootHistoryRow.USER_ID, history.userId())
                .onConflict(RootHistoryRow.INSTANCE_ID)
                .doNothing()
                .execute();
    }
}
