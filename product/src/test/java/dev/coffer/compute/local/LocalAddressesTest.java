package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.compute.Addresses;
import dev.coffer.compute.AddressesContract;
import dev.coffer.compute.local.AccessRules.Guarded;
import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Network;
import dev.coffer.store.Samples;
import dev.coffer.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalAddressesTest implements AddressesContract {
    @TempDir
    private Path directory;

    private Store store;
    private LocalAddresses addresses;
    private int port;
    private final FakeFirewall firewall = new FakeFirewall();
    private final Map<String, Integer> users = new TreeMap<>();

    @BeforeEach
    void open() throws IOException {
        store = Store.open("jdbc:sqlite:" + directory.resolve("coffer.db"), "", "", InstantSource.system());
        addresses = new LocalAddresses(
                store,
                new LocalAddresses.Networks("127.77.3.8/30", "127.78.3.8/30"),
                new AccessControl(store, firewall, () -> users));
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        addresses.close();
        store.close();
    }

    @Override
    public Addresses addresses() {
        return addresses;
    }

    @Override
    public int port() {
        return port;
    }

    private Instance instance(Access access, int user) {
        Samples.seed(store);
        Instance instance = Samples.insert(store, Samples.instance());
        store.change(tx ->
                tx.instances().update(tx.instances().require(instance.id()).withAccess(access)));
        addresses.allocate(instance.id(), port);
        addresses.allocatePublic(instance.id(), port);
        users.put(instance.id(), user);
        return instance;
    }

    @Test
    void a_public_address_is_closed_unless_access_is_public() {
        Instance instance = instance(Access.UNSTATED, 7);
        addresses.start();
        assertThat(firewall.rules.guarded()).containsExactly(Guarded.closed("127.78.3.8"));
        addresses.expose(instance.id(), new Access(true, List.of()));
        assertThat(firewall.rules.guarded()).isEmpty();
        addresses.expose(instance.id(), new Access(true, List.of("10.0.0.0/8")));
        assertThat(firewall.rules.guarded())
                .containsExactly(
                        Guarded.restricted("127.77.3.8", Set.of(7), List.of(new Network(10 << 24, 8))),
                        new Guarded("127.78.3.8", new TreeSet<>(), List.of(new Network(10 << 24, 8))));
        addresses.expose(instance.id(), new Access(false, List.of("10.0.0.0/8")));
        assertThat(firewall.rules.guarded())
                .contains(Guarded.closed("127.78.3.8"))
                .hasSize(2);
        addresses.release(instance.id());
        assertThat(firewall.rules.guarded()).isEmpty();
    }

    @Test
    void only_the_members_of_a_set_pass_its_rules() {
        Access access = new Access(false, List.of("10.0.0.0/8"));
        Instance primary = instance(access, 7);
        Instance replica = instance(Access.UNSTATED, 8);
        instance(Access.UNSTATED, 9);
        store.change(tx -> tx.instances()
                .update(tx.instances().require(replica.id()).withPlace(primary.replicaSetId(), primary.id())));
        addresses.expose(primary.id(), access);
        assertThat(firewall.rules.guests()).containsExactly(7, 8, 9);
        assertThat(firewall.rules.guarded())
                .contains(Guarded.restricted("127.77.3.8", Set.of(7, 8), List.of(new Network(10 << 24, 8))));
    }

    @Test
    void where_access_cannot_be_enforced_there_is_no_public_address_and_nothing_to_set() {
        firewall.obstacle = "not here";
        firewall.failure = "nobody may ask";
        assertThat(addresses.allocatePublic("one", port)).isEmpty();
        addresses.start();
        addresses.expose("one", Access.UNSTATED);
        assertThat(addresses.obstacle()).contains("not here");
    }

    @Test
    void rules_that_cannot_be_set_are_said_but_do_not_keep_an_instance_from_being_deleted() {
        Instance instance = instance(Access.UNSTATED, 7);
        firewall.failure = "no buffer space";
        assertThatThrownBy(() -> addresses.expose(instance.id(), Access.UNSTATED))
                .hasMessageContaining("no buffer space");
        addresses.release(instance.id());
    }

    @Test
    void an_address_that_another_installation_guards_is_passed_over() {
        firewall.foreign.addAll(List.of("127.77.3.8", "127.78.3.8", "127.78.3.9"));
        assertThat(addresses.allocate("one", port)).isEqualTo("127.77.3.9");
        assertThat(addresses.allocatePublic("one", port)).contains("127.78.3.10");
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
