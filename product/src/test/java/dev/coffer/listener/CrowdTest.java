package dev.coffer.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.junit.jupiter.api.Test;

final class CrowdTest {
    private final Crowd crowd = new Crowd(10);

    private static Connection from(String address) {
        EndPoint socket = new ByteArrayEndPoint() {
            @Override
            public SocketAddress getRemoteSocketAddress() {
                return InetSocketAddress.createUnresolved(address, 1);
            }
        };
        return new AbstractConnection(socket, Runnable::run) {
            @Override
            public void onFillable() {}
        };
    }

    private List<Connection> come(String address, int count) {
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(from(address));
            crowd.onOpened(all.getLast());
        }
        return all;
    }

    private static long open(List<Connection> connections) {
        return connections.stream()
                .filter(connection -> connection.getEndPoint().isOpen())
                .count();
    }

    @Test
    void those_of_the_address_with_most_have_to_go() {
        List<Connection> few = come("192.0.2.1", 3);
        List<Connection> many = come("192.0.2.2", 50);
        List<Connection> late = come("192.0.2.3", 2);

        assertThat(open(few)).isEqualTo(3);
        assertThat(open(late)).isEqualTo(2);
        assertThat(open(many)).isEqualTo(5);
    }

    @Test
    void who_is_answered_is_in_nobodys_way_until_it_enters_again() {
        List<Connection> answered = come("192.0.2.1", 10);
        answered.forEach(connection -> crowd.leave(connection.getEndPoint()));
        assertThat(open(come("192.0.2.1", 10))).isEqualTo(10);

        answered.forEach(connection -> crowd.enter(connection.getEndPoint()));
        crowd.enter(answered.getFirst().getEndPoint());

        assertThat(open(answered)).isBetween(1L, 9L);
    }

    @Test
    void who_has_gone_leaves_room() {
        List<Connection> gone = come("192.0.2.1", 10);
        gone.forEach(connection -> {
            connection.getEndPoint().close();
            crowd.onClosed(connection);
            crowd.enter(connection.getEndPoint());
        });

        assertThat(open(come("192.0.2.1", 10))).isEqualTo(10);
    }
}
