package dev.coffer.bus;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What travels between control plane and one agent.
 *
 * @param id of the command (operation id + "/" + step); a reply carries the id of its command
 * @param type what the payload is
 * @param term the replica set's term when the command was made; agents refuse fenced commands of an older term
 * @param deadline after which carrying it out makes no sense; null for none
 * @param payload JSON of a {@code Command}, a {@code Result} or a heartbeat
 * @param request of the API, that the command is for, to be named in logs; null when nobody asked
 */
public record Envelope(
        String id,
        Type type,
        long term,
        @Nullable Instant deadline,
        String payload,
        @Nullable String request) {

    /** One that names no request. */
    public Envelope(String id, Type type, long term, @Nullable Instant deadline, String payload) {
        this(id, type, term, deadline, payload, null);
    }

    /** Begins the ids of commands that a caller of the API waits for. */
    public static final String QUESTION = "ask/";

    /** Kind of envelope. */
    public enum Type {
        /** To the agent. */
        COMMAND,
        /** From the agent: it has the command and need not be sent it again on this connection. */
        RECEIVED,
        /** From the agent: the command's result; repeated until the control plane says {@link #SETTLED}. */
        REPLY,
        /** To the agent: the reply is stored, forget it. */
        SETTLED,
        /** From the agent, every few seconds. */
        HEARTBEAT,
        /** To the agent: a newer command made this one pointless; stop it if you can. */
        CANCEL
    }

    @Override
    public String toString() {
        return "Envelope[" + type + " " + id + "]";
    }

    /** The operation whose step the command is: the part of its id in front of the first slash; none of a question. */
    public Optional<String> operation() {
        int slash = id.indexOf('/');
        return slash < 0 || id.startsWith(QUESTION) ? Optional.empty() : Optional.of(id.substring(0, slash));
    }
}
