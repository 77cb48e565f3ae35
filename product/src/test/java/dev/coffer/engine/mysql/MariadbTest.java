package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Health;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.ServiceStatus;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.Driver;

/** What is MariaDB's own, with real servers. */
class MariadbTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");

    @TempDir
    Path directory;

    private TestNodes nodes = new TestNodes(new MariadbFixture("11.8"));

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Server started(Node node) throws IOException, InterruptedException {
        Server server = new MariadbEngine().open(node);
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
        Server replica = new MariadbEngine().open(node);
        replica.replication().orElseThrow().readSeed(new ByteArrayInputStream(copy.toByteArray()));
        replica.start();
        replica.replication().orElseThrow().follow(primaryNode.address(), MariadbEngine.PORT);
        return replica;
    }

    private static Session agent(Node node) throws IOException {
        MariadbPlaces places = new MariadbPlaces(node);
        return Session.open(
                Session.Kind.MARIADB,
                places.socket(),
                Files.readString(places.agentPassword()),
                Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.8", "10.11"})
    void clients_may_use_tls_and_replicas_do(String version) throws IOException, InterruptedException, SQLException {
        nodes = new TestNodes(new MariadbFixture(version));
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        Node primaryNode = withCertificate(nodes.make(), authority);
        Node replicaNode = withCertificate(nodes.make(), authority);
        Server primary = started(primaryNode);
        Server replica = replica(primary, primaryNode, replicaNode);

        assertThat(replica.health().problem()).isNull();
        try (Session session = agent(replicaNode)) {
            assertThat(session.row(row -> row.getString("Master_SSL_Allowed"), "SHOW SLAVE STATUS"))
                    .hasValue("Yes");
        }
        Properties properties = new Properties();
        properties.setProperty("user", ANN.user());
        properties.setProperty("password", ANN.password());
        properties.setProperty("sslMode", "verify-full");
        properties.setProperty(
                "serverSslCert", new MariadbPlaces(primaryNode).authority().toString());
        String url = "jdbc:mariadb://%s:3306/shop".formatted(primaryNode.address());
        try (Connection connection = new Driver().connect(url, properties);
                Statement statement = connection.createStatement();
                ResultSet cipher = statement.executeQuery("SHOW STATUS LIKE 'Ssl_cipher'")) {
            assertThat(cipher.next()).isTrue();
            assertThat(cipher.getString(2)).startsWith("TLS");
        }
    }

    private static Node withCertificate(Node node, CertificateAuthority authority) throws IOException {
        Credentials credentials = authority.serve(node.instanceId(), List.of(node.address()));
        Files.createDirectories(node.tls());
        Files.writeString(new MariadbPlaces(node).authority(), authority.pem());
        Files.writeString(new MariadbPlaces(node).certificate(), Pem.of(credentials.certificate()));
        Files.writeString(new MariadbPlaces(node).key(), Pem.of(credentials.key()));
        return node;
    }

    @Test
    void only_a_primary_waits_for_replicas_and_only_while_there_are_any() throws IOException, InterruptedException {
        Node primaryNode = nodes.make();
        Node replicaNode = nodes.make();
        Server primary = started(primaryNode);
        assertThat(primary.health().metrics()).containsEntry("synchronous_replicas", 0.0);

        Server replica = replica(primary, primaryNode, replicaNode);
        assertThat(primary.health().metrics())
                .containsEntry("synchronous_replicas", 1.0)
                .containsEntry("synchronous", 1.0);
        assertThat(waitsForReplicas(primaryNode)).isTrue();
        assertThat(waitsForReplicas(replicaNode)).isFalse();

        replica.stop();
        long before = System.nanoTime();
        primary.accounts().orElseThrow().createDatabases(List.of(new DatabaseSpec("alone", null, null)));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));

        replica.start();
        replica.replication()
                .orElseThrow()
                .awaitPosition(primary.replication().orElseThrow().position(), Duration.ofSeconds(30));
        primary.replication().orElseThrow().freeze();
        replica.replication().orElseThrow().promote();
        primary.replication().orElseThrow().follow(replicaNode.address(), MariadbEngine.PORT);
        assertThat(waitsForReplicas(primaryNode)).isFalse();
        assertThat(waitsForReplicas(replicaNode)).isTrue();
    }

    private static boolean waitsForReplicas(Node node) throws IOException {
        try (Session session = agent(node)) {
            return session.text("SELECT @@GLOBAL.rpl_semi_sync_master_enabled").equals("1");
        }
    }

    @Test
    void tenants_that_use_all_connections_do_not_lock_the_agent_out()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        started(node);
        List<Connection> connections = new ArrayList<>();
        try {
            assertThatThrownBy(() -> {
                        while (true) {
                            connections.add(SqlFixture.connect(node, ANN));
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            full -> assertThat(full.getErrorCode()).isEqualTo(1040));
            Server again = new MariadbEngine().open(node);
            Health health = again.health();
            assertThat(health.status()).as(health.problem()).isEqualTo(ServiceStatus.HEALTHY);
            assertThat(health.metrics().get("connections")).isGreaterThan(50);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void one_whose_agent_died_before_it_had_closed_it_is_closed_when_it_is_adopted()
            throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        try (Session session = agent(node)) {
            for (Standing closed : List.of(Standing.FROZEN, Standing.REPLICA)) {
                session.run("SET GLOBAL read_only = 0");
                closed.write(new MariadbPlaces(node).standing());
                server.start();
                assertThat(session.text("SELECT @@GLOBAL.read_only")).isEqualTo("1");
            }
        }
    }

    @Test
    void nothing_of_the_agent_is_in_the_general_log() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        try (Session session = agent(node)) {
            session.run("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1");
            server.accounts().orElseThrow().enableRoot("a long secret");
            assertThat(session.text("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '%root%'"))
                    .isEqualTo("0");
        }
    }

    /** What runs with the rights of the agent could open a closed server. */
    @Test
    void root_makes_nothing_that_runs_as_the_agent() throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Accounts accounts = started(node).accounts().orElseThrow();
        String root = accounts.enableRoot("a long secret");
        try (Connection connection = SqlFixture.connect(node, new Login(root, "a long secret", "shop"));
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("CREATE DEFINER = os_admin@localhost PROCEDURE opening()"
                            + " SQL SECURITY DEFINER SET GLOBAL read_only = 0"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("SET USER");
            statement.execute("CREATE PROCEDURE own() SELECT 1");
        }
    }
}
