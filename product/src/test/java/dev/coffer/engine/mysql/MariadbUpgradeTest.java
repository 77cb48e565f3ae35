package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import dev.coffer.engine.Node;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Server;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.UserSpec;
import dev.coffer.image.Sandbox;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From MariaDB 10.11 to 11.8 with real servers. */
class MariadbUpgradeTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final MariadbFixture older = new MariadbFixture("10.11");
    private final MariadbFixture newer = new MariadbFixture("11.8");
    private final TestNodes nodes = new TestNodes(older);

    @TempDir
    Path empty;

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private record Member(Node node, Server server) {
        static Member on(Node node) {
            return new Member(node, new MariadbEngine().open(node));
        }

        Upgrades upgrades() {
            return server.upgrades().orElseThrow();
        }

        Replication replication() {
            return server.replication().orElseThrow();
        }

        String version() {
            return String.valueOf(server.health().version());
        }
    }

    private Member primaryWith(long... numbers) throws Exception {
        Member primary = Member.on(nodes.make());
        primary.server().initialise();
        primary.server().start();
        var accounts = primary.server().accounts().orElseThrow();
        accounts.createDatabases(List.of(new DatabaseSpec(ANN.database(), null, null)));
        accounts.createUsers(List.of(new UserSpec(ANN.user(), "%", ANN.password(), List.of(ANN.database()))));
        try (Tenant ann = older.login(primary.node(), ANN)) {
            ann.prepare();
        }
        write(primary, numbers);
        return primary;
    }

    private void write(Member member, long... numbers) throws Exception {
        try (Tenant ann = older.login(member.node(), ANN)) {
            for (long number : numbers) {
                ann.write(number);
            }
        }
    }

    private Set<Long> rows(Member member) throws Exception {
        try (Tenant ann = older.login(member.node(), ANN)) {
            return ann.read();
        }
    }

    private Member replicaOf(Member primary) throws ExecutionException, IOException, InterruptedException {
        Member replica = Member.on(nodes.make());
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                PipedInputStream in = new PipedInputStream(1 << 20);
                PipedOutputStream out = new PipedOutputStream(in)) {
            Future<?> copying = threads.submit((Callable<Void>) () -> {
                try (out) {
                    primary.replication().writeSeed(out);
                }
                return null;
            });
            replica.replication().readSeed(in);
            copying.get();
        }
        replica.server().start();
        replica.replication().follow(primary.node().address(), MariadbEngine.PORT);
        return replica;
    }

    private Member upgraded(Member member) throws IOException, InterruptedException {
        member.upgrades().prepare();
        assertThat(member.server().isRunning()).isFalse();
        Member upgraded = Member.on(nodes.reimaged(member.node(), newer));
        long before = System.nanoTime();
        upgraded.upgrades().complete();
        System.out.printf("completing the upgrade took %d ms%n", (System.nanoTime() - before) / 1_000_000);
        return upgraded;
    }

    @Test
    void an_upgrade_keeps_the_data_and_shuts_the_way_back() throws Exception {
        Member old = primaryWith(1, 2, 3);
        assertThat(old.version()).startsWith("10.11.");

        Member upgraded = upgraded(old);

        assertThat(upgraded.version()).startsWith("11.8.");
        assertThat(upgraded.upgrades().dataVersion()).isEqualTo("11.8");
        write(upgraded, 4);
        assertThat(rows(upgraded)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
        upgraded.server().stop();
        assertThatThrownBy(() -> old.server().start())
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("last used by version 11.8, and this is version 10.11");
        upgraded.server().start();
        assertThat(rows(upgraded)).hasSize(4);
    }

    @Test
    void a_completed_upgrade_can_be_completed_again() throws Exception {
        Member upgraded = upgraded(primaryWith(1));
        Member successor = Member.on(upgraded.node());
        successor.upgrades().complete();
        assertThat(rows(successor)).containsExactly(1L);
    }

    @Test
    void what_a_crash_left_is_recovered_by_the_old_version() throws Exception {
        Member old = primaryWith(1, 2);
        TestNodes.kill(old.node());
        assertThat(rows(upgraded(old))).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void an_upgrade_to_the_same_version_is_a_restart() throws Exception {
        Member same = primaryWith(1);
        same.upgrades().prepare();
        same.upgrades().complete();
        write(same, 2);
        assertThat(rows(same)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void binaries_that_do_not_run_leave_the_data_to_the_old_version() throws Exception {
        Member old = primaryWith(1);
        old.upgrades().prepare();
        Sandbox nothing = new Sandbox(empty, old.node().home(), List.of());
        Member broken = Member.on(nodes.reimaged(old.node(), "11.8", nothing));

        assertThatThrownBy(() -> broken.upgrades().complete()).isInstanceOf(EngineFailure.class);

        assertThat(broken.upgrades().dataVersion()).isEqualTo("10.11");
        old.server().start();
        assertThat(rows(old)).containsExactly(1L);
    }

    @Test
    void options_that_the_new_version_does_not_know_are_found_before_it_touches_the_data() throws Exception {
        Member old = primaryWith(1);
        old.upgrades().prepare();
        Path options = old.node().conf().resolve("my.cnf");
        Path log = old.node().log().resolve("options.log");
        Files.writeString(options, Files.readString(options) + "no_such_option = 1\n");

        Process trial = Sandbox.start(nodes.reimaged(old.node(), newer)
                .sandbox()
                .tool(List.of("mariadbd", "--defaults-file=" + options, "--verbose", "--help"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile()));

        assertThat(trial.waitFor()).isNotZero();
        assertThat(log).content().contains("unknown variable 'no_such_option=1'");
    }

    @Test
    void a_set_is_upgraded_replica_first_without_losing_a_row() throws Exception {
        Member first = primaryWith(1);
        Member second = upgraded(replicaOf(first));
        write(first, 2);
        second.replication().awaitPosition(first.replication().position(), PATIENCE);
        assertThat(rows(second)).containsExactlyInAnyOrder(1L, 2L);

        second.replication().awaitPosition(first.replication().freeze(), PATIENCE);
        second.replication().promote();
        write(second, 3);
        Member back = upgraded(first);
        assertThatThrownBy(() -> write(back, 99)).isInstanceOf(SQLException.class);
        back.replication().follow(second.node().address(), MariadbEngine.PORT);
        back.replication().awaitPosition(second.replication().position(), PATIENCE);
        assertThat(rows(back)).containsExactlyInAnyOrder(1L, 2L, 3L);

        back.replication().awaitPosition(second.replication().freeze(), PATIENCE);
        back.replication().promote();
        second.replication().follow(back.node().address(), MariadbEngine.PORT);
        write(back, 4);
        second.replication().awaitPosition(back.replication().position(), PATIENCE);
        assertThat(rows(second)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L);
    }
}
