package dev.coffer.bus;

import java.util.Set;

/**
 * The wire to the agents. Delivers at most once and says nothing of it: guarantees live in the outbox of the store. An envelope
 * given to the {@link Inbox} comes from the instance whose proven identity the connection has; no content of it can change that.
 */
public interface Bus extends AutoCloseable {

    /** Receives what agents send. Calls may come from many threads; one instance's come one after the other. */
    interface Inbox {
        void connected(String instanceId);

        void received(String instanceId, Envelope envelope);

        void disconnected(String instanceId);
    }

    void start(Inbox inbox) throws Exception;

    /** False when the agent is not connected here or its queue is full. */
    boolean send(String instanceId, Envelope envelope);

    Set<String> connected();

    /** Cuts the agent's connection, e.g. after its identity was revoked. */
    void disconnect(String instanceId);

    @Override
    void close();
}
