package dev.coffer.store;

import dev.coffer.store.Tables.OutboxRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Commands to agents, kept until their reply was used. */
public final class Outbox {
    private static final int MOST_UNDELIVERED = 10_000;

    /**
     * @param operationId to be woken by the reply; null for a question of the API
     * @param payload JSON of the command; wiped when the reply has come
     * @param received when the agent said it has it in its journal
     * @param reply JSON of the result
     * @param requestId of the API, that asks for it; null when nobody did
     */
    public record Message(
            String id,
            String instanceId,
            @Nullable String operationId,
            long term,
            Instant created,
            Instant deadline,
            String payload,
            @Nullable Instant received,
            @Nullable Instant replied,
            @Nullable String reply,
            @Nullable String requestId) {
        /** One that nobody asked for. */
        public Message(
                String id,
                String instanceId,
                @Nullable String operationId,
                long term,
                Instant created,
                Instant deadline,
                String payload,
                @Nullable Instant received,
                @Nullable Instant replied,
                @Nullable String reply) {
            this(id, instanceId, operationId, term, created, deadline, payload, received, replied, reply, null);
        }

        public Message askedBy(Optional<String> request) {
            return new Message(
                    id,
                    instanceId,
                    operationId,
                    term,
                    created,
                    deadline,
                    payload,
                    received,
                    replied,
                    reply,
                    request.orElse(null));
        }

        @Override
        public String toString() {
            return "Message[" + id + "]";
        }
    }

    /** A command its agent has not said that it has. */
    public record Undelivered(String id, String instanceId) {}

    private final DSLContext sql;
    private final Session session;

    Outbox(Session session) {
        this.session = session;
        sql = session.sql();
    }

    /** False, and nothing changed, when one of this id is there. */
    public boolean put(Message message) {
        int inserted = sql.insertInto(OutboxRow.TABLE)
                .set(OutboxRow.ID, message.id())
                .set(OutboxRow.INSTANCE_ID, message.instanceId())
                .set(OutboxRow.OPERATION_ID, message.operationId())
                .set(OutboxRow.TERM, message.term())
                .set(OutboxRow.CREATED, message.created())
                .set(OutboxRow.DEADLINE, message.deadline())
                .set(OutboxRow.PAYLOAD, message.payload())
                .set(OutboxRow.RECEIVED, message.received())
                .set(OutboxRow.REPLIED, message.replied())
                .set(OutboxRow.REPLY, message.reply())
                .set(OutboxRow.REQUEST_ID, message.requestId())
                .onConflict(OutboxRow.ID)
                .doNothing()
                .execute();
        return inserted == 1;
    }

    public Optional<Message> find(String id) {
        return sql.select().from(OutboxRow.TABLE).where(OutboxRow.ID.eq(id)).fetchOptional(Outbox::message);
    }

    /** Commands of this instance that have no reply and are not past their deadline, oldest first. */
    public List<Message> unanswered(String instanceId, Instant now) {
        return sql.select()
                .from(OutboxRow.TABLE)
                .where(OutboxRow.INSTANCE_ID.eq(instanceId))
                .and(OutboxRow.REPLIED.isNull())
                .and(OutboxRow.DEADLINE.ge(now))
                .orderBy(OutboxRow.CREATED, OutboxRow.ID)
                .fetch(Outbox::message);
    }

    /** The operation's commands that have no reply, also those past their deadline. */
    public List<Message> unansweredOf(String operationId) {
        return sql.select()
                .from(OutboxRow.TABLE)
                .where(OutboxRow.OPERATION_ID.eq(operationId))
                .and(OutboxRow.REPLIED.isNull())
                .fetch(Outbox::message);
    }

    /** Of all instances, oldest first: neither received nor answered, not past their deadline. */
    public List<Undelivered> undelivered(Instant now) {
        return sql.select(OutboxRow.ID, OutboxRow.INSTANCE_ID)
                .from(OutboxRow.TABLE)
                .where(OutboxRow.REPLIED.isNull())
                .and(OutboxRow.RECEIVED.isNull())
                .and(OutboxRow.DEADLINE.ge(now))
                .orderBy(OutboxRow.CREATED, OutboxRow.ID)
                .limit(MOST_UNDELIVERED)
                .fetch(row -> new Undelivered(row.get(OutboxRow.ID), row.get(OutboxRow.INSTANCE_ID)));
    }

    public void received(String id, String instanceId, Instant at) {
        sql.update(OutboxRow.TABLE)
                .set(OutboxRow.RECEIVED, at)
                .where(OutboxRow.ID.eq(id))
                .and(OutboxRow.INSTANCE_ID.eq(instanceId))
                .and(OutboxRow.RECEIVED.isNull())
                .execute();
    }

    /**
     * Stores the reply of this instance's command, wipes the command's payload and makes its operation due, in this transaction.
     * False when there is no such command of this instance or it has a reply already.
     */
    public boolean reply(String id, String instanceId, String reply, Instant at) {
        int stored = sql.update(OutboxRow.TABLE)
                .set(OutboxRow.REPLY, reply)
                .set(OutboxRow.REPLIED, at)
                .set(OutboxRow.PAYLOAD, "")
                .where(OutboxRow.ID.eq(id))
                .and(OutboxRow.INSTANCE_ID.eq(instanceId))
                .and(OutboxRow.REPLIED.isNull())
                .execute();
        if (stored == 0) {
            return false;
        }
        sql.select(OutboxRow.OPERATION_ID)
                .from(OutboxRow.TABLE)
                .where(OutboxRow.ID.eq(id))
                .fetchOptional(OutboxRow.OPERATION_ID)
                .ifPresent(operation -> new Leases(session).wake(operation, at));
        return true;
    }

    public void remove(String id) {
        sql.deleteFrom(OutboxRow.TABLE).where(OutboxRow.ID.eq(id)).execute();
    }

    public void removeOf(String instanceId) {
        sql.deleteFrom(OutboxRow.TABLE)
                .where(OutboxRow.INSTANCE_ID.eq(instanceId))
                .execute();
    }

    /** Removes what ended (was answered, or ran out of time without an answer) before this time. */
    public int sweep(Instant before) {
        return sql.deleteFrom(OutboxRow.TABLE)
                .where(OutboxRow.REPLIED.lt(before))
                .or(OutboxRow.REPLIED.isNull().and(OutboxRow.DEADLINE.lt(before)))
                .execute();
    }

    /** How many commands still wait for their reply. */
    public int depth() {
        return sql.fetchCount(OutboxRow.TABLE, OutboxRow.REPLIED.isNull().and(OutboxRow.DEADLINE.ge(session.now())));
    }

    private static Message message(Record row) {
        return new Message(
                row.get(OutboxRow.ID),
                row.get(OutboxRow.INSTANCE_ID),
                row.get(OutboxRow.OPERATION_ID),
                row.get(OutboxRow.TERM),
                row.get(OutboxRow.CREATED),
                row.get(OutboxRow.DEADLINE),
                row.get(OutboxRow.PAYLOAD),
                row.get(OutboxRow.RECEIVED),
                row.get(OutboxRow.REPLIED),
                row.get(OutboxRow.REPLY),
                row.get(OutboxRow.REQUEST_ID));
    }
}
