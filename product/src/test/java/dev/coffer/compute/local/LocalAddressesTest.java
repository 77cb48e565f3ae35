package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.fault.Fault;
import dev.coffer.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalAddressesTest {
    @TempDir
    private Path directory;

    private Store store;
    private LocalAddresses addresses;
    private int port;

    @BeforeEach
    void open() throws IOException {
        store = Store.open("jdbc:sqlite:" + directory.resolve("coffer.db"), "", "", InstantSource.system());
        addresses = new LocalAddresses(store, "127.77.3.8/30");
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void every_instance_has_an_address_of_its_own_and_keeps_it() {
        assertThat(addresses.allocate("one", port)).isEqualTo("127.77.3.8");
        assertThat(addresses.allocate("two", port)).isEqualTo("127.77.3.9");
        assertThat(addresses.allocate("one", port)).isEqualTo("127.77.3.8");
    }

    @Test
    void a_released_address_is_given_out_again() {
        addresses.allocate("one", port);
        addresses.allocate("two", port);
        addresses.release("one");
        addresses.release("one");
        assertThat(addresses.allocate("three", port)).isEqualTo("127.77.3.8");
    }

    @Test
    void an_address_whose_port_somebody_else_uses_is_passed_over() throws IOException {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.77.3.8"))) {
            assertThat(addresses.allocate("one", port)).isEqualTo("127.77.3.9");
        }
        assertThat(addresses.allocate("one", port)).isEqualTo("127.77.3.9");
        assertThat(addresses.allocate("two", port)).isEqualTo("127.77.3.8");
    }

    @Test
    void a_full_network_is_said() {
        for (String instance : new String[] {"one", "two", "three", "four"}) {
            addresses.allocate(instance, port);
        }
        assertThatThrownBy(() -> addresses.allocate("five", port))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("All addresses of 127.77.3.8/30 are in use");
    }

    @Test
    void a_server_that_listens_on_all_addresses_is_said() throws IOException {
        try (ServerSocket all = new ServerSocket(0)) {
            assertThatThrownBy(() -> addresses.allocate("one", all.getLocalPort()))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("Port " + all.getLocalPort())
                    .hasMessageContaining("listens on all addresses");
        }
    }
}
