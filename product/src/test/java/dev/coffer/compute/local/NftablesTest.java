package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.compute.local.AccessRules.Guarded;
import dev.coffer.model.Network;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real firewall, as root. */
class NftablesTest {
    private static final String ADDRESS = "127.98.41.7";
    private static final String OTHER = "127.98.41.8";
    private static final int MEMBER = 1_998_001;
    private static final int GUEST = 1_998_002;
    private static final int STRANGER = 1_998_003;

    @TempDir
    Path directory;

    private Firewall firewall = new Firewall.None("");
    private ServerSocket server;
    private final TreeSet<Integer> guests = new TreeSet<>(Set.of(MEMBER, GUEST));

    @BeforeEach
    void open() throws IOException {
        firewall = Nftables.detect(directory);
        assumeTrue(
                firewall.obstacle().isEmpty(),
                () -> "This is not tried here: " + firewall.obstacle().orElse(""));
        server = new ServerSocket(0, 50, InetAddress.ofLiteral(ADDRESS));
    }

    @AfterEach
    void close() throws IOException {
        firewall.replace(AccessRules.none());
        if (server != null) {
            server.close();
        }
    }

    private void guard(Guarded... guarded) throws IOException {
        firewall.replace(new AccessRules(guests, List.of(guarded)));
    }

    private static List<Network> networks(String cidr) {
        return List.of(Network.of(cidr).orElseThrow());
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        try {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral(ADDRESS), server.getLocalPort()), 2_000);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private void assertReaches(String from) throws IOException {
        connect(from).close();
    }

    private void assertRefused(String from) {
        assertThatThrownBy(() -> connect(from)).as(from).isInstanceOf(ConnectException.class);
    }

    /** As another user, from 127.0.0.1. */
    private boolean reaches(int user) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + user,
                        "--regid=" + user,
                        "--clear-groups",
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/%s/%d".formatted(ADDRESS, server.getLocalPort()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    @Test
    void a_closed_address_is_closed_to_root_too() throws IOException, InterruptedException {
        assertReaches("127.0.0.1");
        guard(Guarded.closed(ADDRESS));
        assertRefused("127.0.0.1");
        assertThat(reaches(MEMBER)).isFalse();
        firewall.replace(AccessRules.none());
        assertReaches("127.0.0.1");
    }

    @Test
    void networks_are_told_apart_and_guests_are_not_believed() throws IOException, InterruptedException {
        guard(new Guarded(ADDRESS, new TreeSet<>(), networks("127.9.9.0/24")));
        assertReaches("127.9.9.9");
        assertRefused("127.9.8.9");

        guard(new Guarded(ADDRESS, new TreeSet<>(), networks("127.0.0.1")));
        assertThat(reaches(STRANGER)).isTrue();
        assertThat(reaches(GUEST)).isFalse();
    }

    @Test
    void members_and_root_reach_what_is_restricted_from_anywhere() throws IOException, InterruptedException {
        guard(Guarded.restricted(ADDRESS, Set.of(MEMBER), networks("10.0.0.0/8")));
        assertReaches("127.0.0.1");
        assertThat(reaches(MEMBER)).isTrue();
        assertThat(reaches(GUEST)).isFalse();
        assertThat(reaches(STRANGER)).isFalse();
    }

    @Test
    void a_connection_that_is_no_longer_allowed_is_cut_at_both_ends() throws IOException, InterruptedException {
        try (Socket client = connect("127.9.9.9");
                Socket served = server.accept()) {
            client.getOutputStream().write(1);
            assertThat(served.getInputStream().read()).isEqualTo(1);
            guard(Guarded.closed(ADDRESS));

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            client.getOutputStream().write(1);
                            Thread.sleep(10);
                        }
                    })
                    .isInstanceOf(IOException.class);
            served.setSoTimeout(5_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 500; i++) {
                            served.getOutputStream().write(1);
                            Thread.sleep(10);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void other_installations_are_left_alone_and_what_they_guard_is_known() throws IOException, InterruptedException {
        Path home = Files.createDirectory(directory.resolve("other"));
        Firewall other = Nftables.detect(home);
        try {
            other.replace(new AccessRules(new TreeSet<>(), List.of(Guarded.closed(OTHER))));
            guard(Guarded.closed(ADDRESS));
            assertThat(firewall.foreign()).contains(OTHER).doesNotContain(ADDRESS);
            assertThat(other.foreign()).contains(ADDRESS).doesNotContain(OTHER);
            Files.delete(home);
            assertThat(firewall.foreign()).as("its home is gone").doesNotContain(OTHER);
        } finally {
            other.replace(AccessRules.none());
        }
    }
}
