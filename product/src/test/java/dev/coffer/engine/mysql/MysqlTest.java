package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.Upgrades;
import dev.coffer.engine.UserSpec;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is MySQL's own, with real servers. */
class MysqlTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");
    private static final MysqlFixture FIXTURE = new MysqlFixture();

    @TempDir
    Path directory;

    private final TestNodes nodes = new TestNodes(FIXTURE);

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private static Server started(Node node) throws IOException, InterruptedException {
        Server server = FIXTURE.engine().open(node);
        server.initialise();
        server.start();
        server.accounts().orElseThrow().createDatabases(List.of(new DatabaseSpec("shop", null, null)));
        server.accounts()
                .orElseThrow()
                .createUsers(List.of(new UserSpec(ANN.user(), "%", ANN.password(), List.of("shop"))));
        return server;
    }

    private static Server replica(Server primary, Node primaryNode, Node node)
            throws IOException, InterruptedException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        primary.replication().orElseThrow().writeSeed(copy);
        Server replica = FIXTURE.engine().open(node);
        replica.replication().orElseThrow().readSeed(new ByteArrayInputStream(copy.toByteArray()));
        replica.start();
        replica.replication().orElseThrow().follow(primaryNode.address(), MysqlEngine.PORT);
        return replica;
    }

    private static Session agent(Node node) throws IOException {
        MysqlPlaces places = new MysqlPlaces(node);
        return Session.open(
                Session.Kind.MYSQL, places.socket(), Files.readString(places.agentPassword()), Duration.ofSeconds(10));
    }

    private static Node withCertificate(Node node, CertificateAuthority authority) throws IOException {
        Credentials credentials = authority.serve(node.instanceId(), List.of(node.address()));
        Files.createDirectories(node.tls());
        Files.writeString(new MysqlPlaces(node).authority(), authority.pem());
        Files.writeString(new MysqlPlaces(node).certificate(), Pem.of(credentials.certificate()));
        Files.writeString(new MysqlPlaces(node).key(), Pem.of(credentials.key()));
        return node;
    }

    @Test
    void replicas_check_their_primarys_certificate_and_keep_no_password() throws IOException, InterruptedException {
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        Node primaryNode = withCertificate(nodes.make(), authority);
        Node replicaNode = withCertificate(nodes.make(), authority);
        Server primary = started(primaryNode);
        Server replica = replica(primary, primaryNode, replicaNode);

        assertThat(replica.health().problem()).isNull();
        assertThat(replica.health().metrics()).containsEntry("lag_bytes", 0.0);
        assertThat(primary.health().metrics()).containsEntry("synchronous_replicas", 1.0);
        try (Session session = agent(replicaNode)) {
            assertThat(session.row(row -> row.getString("Source_SSL_Verify_Server_Cert"), "SHOW REPLICA STATUS"))
                    .hasValue("Yes");
            assertThat(session.text("SELECT CONCAT(User_name, User_password) FROM mysql.slave_master_info"))
                    .isEmpty();
            assertThat(session.text("SELECT @@GLOBAL.rpl_semi_sync_source_enabled"))
                    .isEqualTo("0");
            assertThat(session.text("SELECT @@GLOBAL.server_uuid")).isNotEqualTo(uuid(primaryNode));
        }
        assertThat(Files.list(new MysqlPlaces(primaryNode).temporary())).isEmpty();
    }

    private static String uuid(Node node) throws IOException {
        try (Session session = agent(node)) {
            return session.text("SELECT @@GLOBAL.server_uuid");
        }
    }

    @Test
    void values_are_set_at_once_or_at_the_next_start_and_wrong_ones_refused() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        Settings settings = server.settings().orElseThrow();
        assertThat(settings.apply(Map.of(
                        "max_connections",
                        "90",
                        "sql_mode",
                        "ANSI_QUOTES",
                        "time_zone",
                        "+02:00",
                        "ft_min_word_len",
                        "3")))
                .containsExactly("ft_min_word_len");
        try (Session session = agent(node)) {
            assertThat(session.text("SELECT @@GLOBAL.max_connections")).isEqualTo("90");
            assertThat(session.text("SELECT @@GLOBAL.sql_mode")).isEqualTo("ANSI_QUOTES");
        }
        assertThatThrownBy(() -> settings.apply(Map.of("max_connections", "nonsense")))
                .isInstanceOf(EngineFailure.class);
        assertThatThrownBy(() -> settings.apply(Map.of("offline_mode", "1"))).isInstanceOf(EngineFailure.class);
        server.stop();
        server.start();
        try (Session session = agent(node)) {
            assertThat(session.text("SELECT @@GLOBAL.ft_min_word_len")).isEqualTo("3");
            assertThat(session.text("SELECT @@GLOBAL.time_zone")).isEqualTo("+02:00");
        }
        assertThat(settings.apply(Map.of())).containsExactly("ft_min_word_len");
        try (Session session = agent(node)) {
            assertThat(session.text("SELECT @@GLOBAL.max_connections")).isEqualTo("114");
        }
    }

    @Test
    void logs_are_switched_shown_without_secrets_and_without_the_agent()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        Logs logs = server.logs().orElseThrow();
        logs.enable("general", true);
        logs.enable("slow_query", true);
        server.accounts().orElseThrow().enableRoot("a long secret");
        try (Connection root = SqlFixture.connect(node, new Login("root", "a long secret", ""));
                Statement statement = root.createStatement()) {
            statement.execute("SET SESSION long_query_time = 0");
            statement.execute("CREATE USER bob IDENTIFIED BY 'bobs secret'");
        }
        server.health();
        for (String log : List.of("general", "slow_query")) {
            byte[] bytes = logs.file(log).read(0, 1 << 20).bytes();
            String written = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
            String shown = logs.shown(log, written);
            assertThat(written).doesNotContain("a long secret");
            assertThat(shown).containsIgnoringCase("CREATE USER").doesNotContain("bobs secret", "os_admin");
        }
    }

    @Test
    void an_upgrade_to_the_same_version_is_a_restart() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        Upgrades upgrades = server.upgrades().orElseThrow();
        upgrades.prepare();
        assertThat(server.isRunning()).isFalse();
        upgrades.complete();
        assertThat(upgrades.dataVersion()).isEqualTo("9.7");
        assertThat(server.accounts().orElseThrow().users()).hasSize(1);
    }

    @Test
    void old_binary_logs_are_removed_when_they_take_too_much() throws IOException, InterruptedException {
        Node node = nodes.make();
        started(node);
        try (Session session = agent(node)) {
            session.run("FLUSH BINARY LOGS");
            session.run("FLUSH BINARY LOGS");
            int before =
                    session.rows(row -> row.getString(1), "SHOW BINARY LOGS").size();
            new BinaryLogs(0).tend(session);
            assertThat(before).isGreaterThan(2);
            assertThat(session.rows(row -> row.getString(1), "SHOW BINARY LOGS"))
                    .hasSize(1);
        }
    }
}
