package dev.coffer.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Commands to agents, kept until their reply was used. */
public final class Outbox {

    /**
     * @param operationId to be woken by the reply; null for a question of the API
     * @param payload JSON of the command; wiped when the reply has come
     * @param received when the agent said it has it in its journal
     * @param reply JSON of the result
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
            @Nullable String reply) {
        @Override
        public String toString() {
            return "Message[" + id + "]";
        }
    }

    /** False, and nothing changed, when one of this id is there. */
    public boolean put(Message message) {
        throw new UnsupportedOperationException();
    }

    public Optional<Message> find(String id) {
        throw new UnsupportedOperationException();
    }

    /** Commands of this instance that have no reply and are not past their deadline, oldest first. */
    public List<Message> unanswered(String instanceId, Instant now) {
        throw new UnsupportedOperationException();
    }

    public void received(String id, String instanceId, Instant at) {
        throw new UnsupportedOperationException();
    }

    /**
     * Stores the reply of this instance's command, wipes the command's payload and makes its operation due, in this transaction.
     * False when there is no such command of this instance or it has a reply already.
     */
    public boolean reply(String id, String instanceId, String reply, Instant at) {
        throw new UnsupportedOperationException();
    }

    public void remove(String id) {
        throw new UnsupportedOperationException();
    }

    public void removeOf(String instanceId) {
        throw new UnsupportedOperationException();
    }

    /** Removes what ended before this time. */
    public int sweep(Instant before) {
        throw new UnsupportedOperationException();
    }

    public int depth() {
        throw new UnsupportedOperationException();
    }
}
