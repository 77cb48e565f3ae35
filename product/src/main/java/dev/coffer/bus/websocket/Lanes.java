package dev.coffer.bus.websocket;

import dev.coffer.bus.Bus;
import dev.coffer.bus.Envelope;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One lane per instance: at most one connection is in it, and the inbox is called for it by one thread at a time. A newer connection
 * takes the place of an older one, whose agent may be long dead.
 */
final class Lanes {

    private static final class Lane {
        private final ReentrantLock lock = new ReentrantLock(true);
        private volatile @Nullable AgentConnection current;
        private int users;
    }

    private final Bus.Inbox inbox;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();

    Lanes(Bus.Inbox inbox) {
        this.inbox = inbox;
    }

    void enter(AgentConnection connection) {
        Lane lane = use(connection.instanceId());
        lane.lock.lock();
        try {
            AgentConnection before = lane.current;
            lane.current = connection;
            if (before != null) {
                before.cut("another connection of the same agent took its place");
                inbox.disconnected(connection.instanceId());
            }
            inbox.connected(connection.instanceId());
        } finally {
            lane.lock.unlock();
        }
    }

    /** What a connection sends that is not in its lane any more is dropped. */
    void received(AgentConnection connection, Envelope envelope) {
        Lane lane = lanes.get(connection.instanceId());
        if (lane == null) {
            return;
        }
        lane.lock.lock();
        try {
            if (connection.equals(lane.current)) {
                inbox.received(connection.instanceId(), envelope);
            }
        } finally {
            lane.lock.unlock();
        }
    }

    /** Every connection that entered leaves once. */
    void leave(AgentConnection connection) {
        Lane lane = lanes.get(connection.instanceId());
        if (lane == null) {
            return;
        }
        lane.lock.lock();
        try {
            if (connection.equals(lane.current)) {
                lane.current = null;
                inbox.disconnected(connection.instanceId());
            }
        } finally {
            lane.lock.unlock();
            release(connection.instanceId());
        }
    }

    Optional<AgentConnection> find(String instanceId) {
        Lane lane = lanes.get(instanceId);
        return lane == null ? Optional.empty() : Optional.ofNullable(lane.current);
    }

    Set<String> taken() {
        return lanes.entrySet().stream()
                .filter(entry -> entry.getValue().current != null)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Lane use(String instanceId) {
        return lanes.compute(instanceId, (_, lane) -> {
            Lane used = lane == null ? new Lane() : lane;
            used.users++;
            return used;
        });
    }

    private void release(String instanceId) {
        lanes.computeIfPresent(instanceId, (_, lane) -> {
            lane.users--;
            return lane.users == 0 ? null : lane;
        });
    }
}
