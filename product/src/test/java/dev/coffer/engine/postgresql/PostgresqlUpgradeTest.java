package dev.coffer.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.server.Standing;
import dev.coffer.image.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From older versions of PostgreSQL to newer ones with real servers. */
class PostgresqlUpgradeTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");

    private final PostgresqlFixture oldest = new PostgresqlFixture("15");
    private final PostgresqlFixture older = new PostgresqlFixture("17");
    private final PostgresqlFixture newest = new PostgresqlFixture("18");
    private final TestNodes nodes = new TestNodes(oldest);

    @TempDir
    Path empty;

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private static Server server(Node node) {
        return new PostgresqlEngine().open(node);
    }

    private Node primaryWith(long... numbers) throws Exception {
        Node node = nodes.make();
        Server server = server(node);
        server.initialise();
        server.start();
        oldest.furnish(server.accounts().orElseThrow(), oldest.user(ANN.user(), ANN.password(), ANN.database()));
        try (Tenant ann = oldest.login(node, ANN)) {
            ann.prepare();
        }
        write(node, numbers);
        return node;
    }

    private void write(Node node, long... numbers) throws Exception {
        try (Tenant ann = newest.login(node, ANN)) {
            for (long number : numbers) {
                ann.write(number);
            }
        }
    }

    private Set<Long> rows(Node node) throws Exception {
        try (Tenant ann = newest.login(node, ANN)) {
            return ann.read();
        }
    }

    private Node upgraded(Node node, EngineFixture to) throws IOException, InterruptedException {
        server(node).upgrades().orElseThrow().prepare();
        assertThat(server(node).isRunning()).isFalse();
        Node upgraded = nodes.reimaged(node, to);
        server(upgraded).upgrades().orElseThrow().complete();
        return upgraded;
    }

    @Test
    void an_upgrade_keeps_data_users_and_rights_and_shuts_the_way_back() throws Exception {
        Node node = primaryWith(1, 2, 3);
        server(node).accounts().orElseThrow().enableRoot("roots secret");

        Node seventeen = upgraded(node, older);
        assertThat(server(seventeen).health().version()).startsWith("17.");
        write(seventeen, 4);
        Node eighteen = upgraded(seventeen, newest);

        assertThat(server(eighteen).health().version()).startsWith("18.");
        assertThat(server(eighteen).upgrades().orElseThrow().dataVersion()).isEqualTo("18");
        write(eighteen, 5);
        assertThat(rows(eighteen)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L);
        Accounts accounts = server(eighteen).accounts().orElseThrow();
        assertThat(accounts.users()).containsExactly(new UserInfo("ann", "%", List.of("shop")));
        assertThat(newest.admits(eighteen, new Login("postgres", "roots secret", "shop")))
                .isTrue();
        assertThat(eighteen.data().toFile().list()).doesNotContain("heir", "former");

        server(eighteen).stop();
        assertThatThrownBy(() -> server(node).start())
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("last used by version 18, and this is version 15");
        server(eighteen).start();
        assertThat(rows(eighteen)).hasSize(5);
    }

    @Test
    void what_a_crash_left_is_recovered_by_the_old_version() throws Exception {
        Node node = primaryWith(1, 2);
        TestNodes.kill(node);
        assertThat(rows(upgraded(node, newest))).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void an_upgrade_that_was_cut_off_goes_on_and_one_to_the_same_version_is_a_restart() throws Exception {
        Node node = primaryWith(1);
        Node upgraded = upgraded(node, older);
        server(upgraded).upgrades().orElseThrow().complete();
        server(upgraded).upgrades().orElseThrow().prepare();
        Files.move(upgraded.data().resolve("postgresql"), upgraded.data().resolve("heir"));
        assertThat(server(upgraded).isInitialised()).isTrue();
        server(upgraded).initialise();
        server(upgraded).start();
        assertThat(rows(upgraded)).containsExactly(1L);
        server(upgraded).upgrades().orElseThrow().complete();
        assertThat(rows(upgraded)).containsExactly(1L);
    }

    @Test
    void an_upgrade_that_fails_leaves_the_data_to_the_old_version() throws Exception {
        Node node = primaryWith(1);
        server(node).settings().orElseThrow().apply(Map.of("old_snapshot_threshold", "60"));
        server(node).upgrades().orElseThrow().prepare();
        Sandbox nothing = new Sandbox(empty, node.home(), List.of());
        assertThatThrownBy(() -> server(nodes.reimaged(node, "18", nothing))
                        .upgrades()
                        .orElseThrow()
                        .complete())
                .isInstanceOf(EngineFailure.class);
        Node newer = nodes.reimaged(node, newest);
        assertThatThrownBy(() -> server(newer).upgrades().orElseThrow().complete())
                .hasMessageContaining("old_snapshot_threshold");

        assertThat(server(newer).upgrades().orElseThrow().dataVersion()).isEqualTo("15");
        server(node).start();
        assertThat(rows(node)).containsExactly(1L);
    }

    @Test
    void a_replica_is_not_upgraded() throws Exception {
        Node node = primaryWith(1);
        server(node).stop();
        Standing.REPLICA.write(new PostgresqlPlaces(node).standing());
        assertThatThrownBy(() -> server(node).upgrades().orElseThrow().prepare())
                .hasMessageContaining("make a new replica");
    }
}
