package dev.coffer.listener;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a listener that have not said anything yet that is worth an answer: idle ones, unfinished handshakes, requests
 * that do not end. When there are too many, one of the address that has most of them has to go. Which one is chance: who comes with
 * something to say is through within milliseconds and will hardly be it, while those who hold connections only to hold them lose them
 * as fast as they open more.
 */
public final class Crowd implements Connection.Listener {
    private final int most;
    private final Map<String, List<EndPoint>> strangers = new HashMap<>();
    private int size;

    public Crowd(int most) {
        this.most = most;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!(connection.getEndPoint() instanceof EndPoint.Wrapper)) {
            enter(connection.getEndPoint());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (!(connection.getEndPoint() instanceof EndPoint.Wrapper)) {
            leave(connection.getEndPoint());
        }
    }

    /** It is being answered, and is not in question until it enters again. */
    public void leave(EndPoint connection) {
        EndPoint socket = socket(connection);
        synchronized (strangers) {
            List<EndPoint> neighbours = neighbours(socket);
            if (neighbours.contains(socket)) {
                neighbours.remove(socket);
                size--;
            }
            if (neighbours.isEmpty()) {
                strangers.remove(address(socket));
            }
        }
    }

    public void enter(EndPoint connection) {
        EndPoint socket = socket(connection);
        EndPoint last = null;
        synchronized (strangers) {
            // Asked in here: one that is closed from now on leaves after it has entered.
            if (socket.isOpen() && !neighbours(socket).contains(socket)) {
                strangers
                        .computeIfAbsent(address(socket), _ -> new ArrayList<>())
                        .add(socket);
                size++;
                last = size > most ? anyOfTheLargestGroup() : null;
            }
        }
        if (last != null) {
            leave(last);
            last.close();
        }
    }

    private List<EndPoint> neighbours(EndPoint socket) {
        return strangers.getOrDefault(address(socket), List.of());
    }

    private @Nullable EndPoint anyOfTheLargestGroup() {
        return strangers.values().stream()
                .max(Comparator.comparingInt(List::size))
                .map(group -> group.get(ThreadLocalRandom.current().nextInt(group.size())))
                .orElse(null);
    }

    private static EndPoint socket(EndPoint connection) {
        EndPoint inner = connection;
        while (inner instanceof EndPoint.Wrapper wrapper) {
            inner = wrapper.unwrap();
        }
        return inner;
    }

    private static String address(EndPoint socket) {
        String address = String.valueOf(socket.getRemoteSocketAddress());
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }
}
