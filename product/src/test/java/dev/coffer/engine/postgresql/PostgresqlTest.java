package dev.coffer.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.server.Standing;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Synchrony;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is PostgreSQL's own, with real servers. */
class PostgresqlTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");
    private static final Login ROOT = new Login("postgres", "roots secret", "shop");

    @TempDir
    Path directory;

    private PostgresqlFixture fixture = new PostgresqlFixture("18");
    private TestNodes nodes = new TestNodes(fixture);

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Server started(Node node) throws IOException, InterruptedException {
        Server server = fixture.engine().open(node);
        server.initialise();
        server.start();
        fixture.furnish(accounts(server), fixture.user(ANN.user(), ANN.password(), ANN.database()));
        return server;
    }

    private static Accounts accounts(Server server) {
        return server.accounts().orElseThrow();
    }

    private Server replica(Server primary, Node primaryNode, Node node) throws IOException, InterruptedException {
        Server replica = fixture.engine().open(node);
        replica.replication().orElseThrow().readSeed(new ByteArrayInputStream(seed(primary)));
        replica.start();
        replica.replication().orElseThrow().follow(primaryNode.address(), PostgresqlEngine.PORT);
        return replica;
    }

    private static byte[] seed(Server primary) throws IOException, InterruptedException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        primary.replication().orElseThrow().writeSeed(copy);
        return copy.toByteArray();
    }

    private static Session agent(Node node) throws IOException {
        PostgresqlPlaces places = new PostgresqlPlaces(node);
        return Session.open(
                new Session.Door(
                        places.socket(), node.version(), Files.readString(places.agentPassword()), Session.HOME),
                Duration.ofSeconds(10));
    }

    private static String asked(Node node, Login login, String sql) throws SQLException {
        try (Connection connection = PostgresqlFixture.connect(node, login);
                Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? first(statement) : "";
        }
    }

    private static String first(Statement statement) throws SQLException {
        try (ResultSet row = statement.getResultSet()) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"18", "17", "15"})
    void replicas_follow_encrypted_and_take_over(String version) throws Exception {
        fixture = new PostgresqlFixture(version);
        nodes = new TestNodes(fixture);
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        Node primaryNode = withCertificate(nodes.make(), authority);
        Node replicaNode = withCertificate(nodes.make(), authority);
        Server primary = started(primaryNode);
        Server replica = replica(primary, primaryNode, replicaNode);

        assertThat(replica.health().problem()).isNull();
        try (Session session = agent(primaryNode)) {
            assertThat(session.text("SELECT s.version FROM pg_stat_replication r JOIN pg_stat_ssl s USING (pid)"))
                    .startsWith("TLS");
        }
        try (Connection connection = PostgresqlFixture.connect(primaryNode, ANN, "verify-full");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE numbers (number BIGINT PRIMARY KEY)");
        }
        String position = primary.replication().orElseThrow().freeze();
        replica.replication().orElseThrow().awaitPosition(position, Duration.ofSeconds(30));
        replica.replication().orElseThrow().promote();
        primary.replication().orElseThrow().follow(replicaNode.address(), PostgresqlEngine.PORT);
        try (Tenant ann = fixture.login(replicaNode, ANN)) {
            ann.write(1);
        }
        primary.replication()
                .orElseThrow()
                .awaitPosition(replica.replication().orElseThrow().position(), Duration.ofSeconds(30));
        try (Tenant ann = fixture.login(primaryNode, ANN)) {
            assertThat(ann.read()).containsExactly(1L);
        }
    }

    private static Node withCertificate(Node node, CertificateAuthority authority) throws IOException {
        Credentials credentials = authority.serve(node.instanceId(), List.of(node.address()));
        Files.createDirectories(node.tls());
        Files.writeString(new PostgresqlPlaces(node).authority(), authority.pem());
        Files.writeString(new PostgresqlPlaces(node).certificate(), Pem.of(credentials.certificate()));
        Files.writeString(new PostgresqlPlaces(node).key(), Pem.of(credentials.key()));
        return node;
    }

    @Test
    void only_a_primary_waits_for_replicas_and_only_while_there_are_any() throws IOException, InterruptedException {
        Node primaryNode = nodes.make();
        Server primary = started(primaryNode);
        primary.tend();
        awaitSynchronous(primary, 0, 0);
        Server replica = replica(primary, primaryNode, nodes.make());
        primary.tend();
        awaitSynchronous(primary, 1, 1);
        awaitSynchronous(replica, 0, 0);
        assertThat(replica.health().metrics()).containsKey("lag_bytes");
        primary.replication().orElseThrow().synchronise(Synchrony.ASYNC);
        awaitSynchronous(primary, 0, 1);
        primary.replication().orElseThrow().synchronise(Synchrony.ONE);
        awaitSynchronous(primary, 1, 1);

        replica.stop();
        primary.tend();
        awaitSynchronous(primary, 0, 0);
        accounts(primary).createUsers(List.of(new UserSpec("bob", "%", "bobs secret", List.of())));
    }

    /** The session that looks gets to know a little later than the one that changes. */
    private static void awaitSynchronous(Server server, double on, double replicas) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        Map<String, Double> expected = Map.of("synchronous", on, "synchronous_replicas", replicas);
        while (!server.health().metrics().entrySet().containsAll(expected.entrySet())) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    @Test
    void what_users_of_a_database_make_belongs_to_all_of_them_and_stays_when_they_go()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        accounts(server).createUsers(List.of(fixture.user("bob", "bobs secret", "shop")));
        Login bob = new Login("bob", "bobs secret", "shop");
        asked(node, ANN, "CREATE TABLE things (name text)");
        asked(node, bob, "ALTER TABLE things ADD COLUMN price int");
        asked(node, ANN, "SET ROLE NONE; CREATE TABLE own (name text)");
        asked(node, ANN, "CREATE EXTENSION pgcrypto");
        try (Connection connected = PostgresqlFixture.connect(node, ANN)) {
            assertThat(connected.isValid(5)).isTrue();
            accounts(server).dropUser("ann", "%");
            assertThat(connected.isValid(5)).isFalse();
        }
        asked(node, bob, "INSERT INTO things VALUES ('cup', 3)");
        asked(node, bob, "INSERT INTO own VALUES ('plate')");
        accounts(server).dropDatabase("shop");
        assertThat(accounts(server).users()).containsExactly(new UserInfo("bob", "%", List.of()));
        try (Session session = agent(node)) {
            assertThat(session.exists("SELECT 1 FROM pg_roles WHERE starts_with(rolname, 'coffer_owner_')"))
                    .isFalse();
        }
    }

    @Test
    void root_makes_what_others_can_use_and_cannot_leave_its_place() throws Exception {
        Node node = nodes.make();
        Server server = started(node);
        accounts(server).enableRoot(ROOT.password());
        asked(node, ROOT, "CREATE TABLE of_root (name text)");
        asked(node, ANN, "INSERT INTO of_root VALUES ('cup')");
        asked(node, ROOT, "CREATE DATABASE warehouse");
        asked(node, ROOT, "CREATE ROLE eve LOGIN PASSWORD 'eves secret'");
        accounts(server).grant("eve", "%", List.of("warehouse"));
        asked(node, new Login("eve", "eves secret", "warehouse"), "CREATE TABLE boxes (name text)");
        assertThat(fixture.admits(node, new Login("ann", ANN.password(), "warehouse")))
                .isFalse();
        for (String sql : List.of(
                "ALTER SYSTEM SET synchronous_standby_names = ''",
                "ALTER ROLE postgres SUPERUSER",
                "CREATE ROLE other SUPERUSER",
                "CREATE ROLE other REPLICATION",
                "ALTER ROLE os_admin PASSWORD 'x'",
                "DROP ROLE coffer_replication",
                "GRANT pg_execute_server_program TO postgres",
                "COPY (SELECT 1) TO PROGRAM 'true'",
                "SELECT pg_read_file('postgresql.auto.conf')",
                "SELECT pg_promote()",
                "SET ROLE os_admin")) {
            assertThatThrownBy(() -> asked(node, ROOT, sql)).as(sql).isInstanceOf(SQLException.class);
        }
        accounts(server).disableRoot();
        assertThat(accounts(server).users()).extracting(UserInfo::name).containsExactly("ann", "eve");
        asked(node, ANN, "INSERT INTO of_root VALUES ('plate')");
    }

    @Test
    void a_spoilt_replication_account_is_set_right() throws IOException, InterruptedException {
        Node node = nodes.make();
        Node replicaNode = nodes.make();
        Server primary = started(node);
        Server replica = replica(primary, node, replicaNode);
        for (String spoiling : List.of(
                "DROP ROLE coffer_replication",
                "ALTER ROLE coffer_replication PASSWORD 'x'",
                "ALTER ROLE coffer_replication NOLOGIN",
                "ALTER ROLE coffer_replication VALID UNTIL 'yesterday'")) {
            try (Session session = agent(node)) {
                session.run(spoiling);
            }
            primary.tend();
            replica.replication().orElseThrow().follow(node.address(), PostgresqlEngine.PORT);
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
                            connections.add(PostgresqlFixture.connect(node, ANN));
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            full -> assertThat(full.getSQLState()).isEqualTo("53300"));
            Server again = fixture.engine().open(node);
            assertThat(again.health().status()).isEqualTo(ServiceStatus.HEALTHY);
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void one_whose_agent_died_before_it_had_closed_it_is_closed_when_it_is_adopted()
            throws IOException, InterruptedException {
        for (Standing closed : List.of(Standing.FROZEN, Standing.REPLICA)) {
            Node node = nodes.make();
            Server server = started(node);
            closed.write(new PostgresqlPlaces(node).standing());
            server.start();
            assertThatThrownBy(() -> asked(node, ANN, "CREATE TABLE things (name text)"))
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void a_replica_has_at_least_the_connections_of_its_primary() throws IOException, InterruptedException {
        Node node = nodes.make();
        Node replicaNode = nodes.make();
        Server primary = started(node);
        Server replica = replica(primary, node, replicaNode);
        primary.settings().orElseThrow().apply(Map.of("max_connections", "300"));
        primary.stop();
        primary.start();
        awaitPause(replicaNode);
        assertThat(replica.health().problem()).contains("applies nothing");
        replica.tend();
        replica.replication()
                .orElseThrow()
                .awaitPosition(primary.replication().orElseThrow().position(), Duration.ofSeconds(30));
    }

    private static void awaitPause(Node node) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        try (Session session = agent(node)) {
            while (!Following.read(session).paused()) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(10);
            }
        }
    }

    @Test
    void a_copy_of_another_version_is_refused() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server primary = started(node);
        byte[] seed = seed(primary);
        Server older = fixture.engine().open(nodes.reimaged(nodes.make(), new PostgresqlFixture("17")));
        assertThatThrownBy(() -> older.replication().orElseThrow().readSeed(new ByteArrayInputStream(seed)))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("A copy of PostgreSQL 18 cannot be read by version 17");
    }

    @Test
    void a_lost_or_wrong_password_of_the_agent_is_said() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        Path password = new PostgresqlPlaces(node).agentPassword();
        Files.writeString(password, "wrong");
        Server again = fixture.engine().open(node);
        assertThat(again.health().problem()).contains("does not take the agent's password");
        assertThatThrownBy(again::start).hasMessageContaining("does not take the agent's password");
        Files.delete(password);
        assertThat(again.health().problem()).contains(password + " is lost");
        server.stop();
    }
}
