package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tenant with a root's rights spoils, and what the agent sets right, with real servers. */
class RemediesTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");
    private static final String ROOT_SECRET = "root's secret";

    private EngineFixture fixture = new MariadbFixture("11.8");
    private TestNodes nodes = new TestNodes(fixture);

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private void use(EngineFixture other) {
        fixture = other;
        nodes = new TestNodes(other);
    }

    private Server started(Node node) throws IOException, InterruptedException {
        Server server = fixture.engine().open(node);
        server.initialise();
        server.start();
        server.accounts().orElseThrow().createDatabases(List.of(new DatabaseSpec("shop", null, null)));
        server.accounts()
                .orElseThrow()
                .createUsers(List.of(new UserSpec(ANN.user(), "%", ANN.password(), List.of("shop"))));
        server.accounts().orElseThrow().enableRoot(ROOT_SECRET);
        return server;
    }

    private static void asRoot(Node node, String... statements) throws SQLException {
        try (Connection root = SqlFixture.connect(node, new Login("root", ROOT_SECRET, ""));
                Statement statement = root.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP USER os_admin@localhost",
                "ALTER USER os_admin@localhost IDENTIFIED BY 'mine'",
                "ALTER USER os_admin@localhost ACCOUNT LOCK",
                "REVOKE CREATE USER ON *.* FROM os_admin@localhost",
                "DELETE FROM mysql.global_priv WHERE User = 'os_admin'"
            })
    void the_agents_account_is_made_anew(String spoiling) throws Exception {
        Node node = nodes.make();
        Server server = started(node);
        asRoot(node, spoiling, "FLUSH PRIVILEGES");

        server.tend();

        assertThat(server.health().problem()).isNull();
        server.accounts().orElseThrow().createDatabases(List.of(new DatabaseSpec("again", null, null)));
        assertThat(fixture.admits(node, ANN)).isTrue();
        assertThat(new MariadbPlaces(node).remedy()).doesNotExist();
        try (Session session = agent(node)) {
            assertThat(session.text("SELECT @@GLOBAL.init_file")).isNotEmpty();
        }
        server.stop();
        server.start();
        try (Session session = agent(node)) {
            assertThat(session.text("SELECT @@GLOBAL.init_file")).isEmpty();
        }
    }

    private static Session agent(Node node) throws IOException {
        MariadbPlaces places = new MariadbPlaces(node);
        return Session.open(
                Session.Kind.MARIADB,
                places.socket(),
                Files.readString(places.agentPassword()),
                Duration.ofSeconds(10));
    }

    @Test
    void a_server_that_was_stopped_meanwhile_starts_all_the_same()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        asRoot(node, "DROP USER os_admin@localhost");
        server.stop();

        server.start();

        assertThat(server.accounts().orElseThrow().users()).hasSize(1);
    }

    @Test
    void whoever_spoils_it_again_and_again_is_told_of() throws Exception {
        Node node = nodes.make();
        Server server = started(node);
        for (int i = 0; i < 4; i++) {
            asRoot(node, "DROP USER os_admin@localhost");
            server.tend();
        }
        assertThat(server.health().problem()).contains("os_admin").contains("again and again");
        assertThat(fixture.admits(node, ANN)).isTrue();
    }

    @Test
    void replicas_get_in_again() throws IOException, InterruptedException, SQLException {
        Node primaryNode = nodes.make();
        Node replicaNode = nodes.make();
        Server primary = started(primaryNode);
        Server replica = replica(primary, primaryNode, replicaNode);
        primary.tend();
        asRoot(primaryNode, "ALTER USER coffer_replication@'%' IDENTIFIED BY 'mine'");

        primary.tend();
        replica.stop();
        replica.start();
        replica.replication().orElseThrow().follow(primaryNode.address(), MariadbEngine.PORT);

        asRoot(primaryNode, "DROP USER coffer_replication@'%'");
        primary.tend();
        replica.tend();
        replica.replication()
                .orElseThrow()
                .awaitPosition(primary.replication().orElseThrow().position(), Duration.ofSeconds(30));
        try (Session session = agent(replicaNode)) {
            session.run("STOP SLAVE");
            session.run("SET GLOBAL read_only = 0");
            session.run("SET GLOBAL rpl_semi_sync_master_enabled = 1");
            replica.tend();
            assertThat(session.text("SELECT @@GLOBAL.read_only")).isEqualTo("1");
            assertThat(session.text("SELECT @@GLOBAL.rpl_semi_sync_master_enabled"))
                    .isEqualTo("0");
        }
        replica.replication().orElseThrow().follow(primaryNode.address(), MariadbEngine.PORT);
    }

    private Server replica(Server primary, Node primaryNode, Node node) throws IOException, InterruptedException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        primary.replication().orElseThrow().writeSeed(copy);
        Server replica = fixture.engine().open(node);
        replica.replication().orElseThrow().readSeed(new ByteArrayInputStream(copy.toByteArray()));
        replica.start();
        replica.replication()
                .orElseThrow()
                .follow(primaryNode.address(), fixture.engine().port());
        return replica;
    }

    @Test
    void on_mysql_root_spoils_nothing_and_what_is_spoilt_otherwise_is_set_right()
            throws IOException, InterruptedException {
        use(new MysqlFixture());
        Node primaryNode = nodes.make();
        Node replicaNode = nodes.make();
        Server primary = started(primaryNode);
        replica(primary, primaryNode, replicaNode);
        for (String spoiling : List.of(
                "DROP USER os_admin@localhost",
                "ALTER USER os_admin@localhost IDENTIFIED BY 'mine'",
                "DROP USER coffer_replication@'%'",
                "GRANT os_admin@localhost TO root@'%'",
                "DELETE FROM mysql.user",
                "CREATE DEFINER = os_admin@localhost PROCEDURE shop.p() SET GLOBAL read_only = 0",
                "SET PERSIST max_connections = 1",
                "RESET BINARY LOGS AND GTIDS",
                "SET SESSION sql_log_bin = 0")) {
            assertThat(refused(primaryNode, spoiling)).as(spoiling).isTrue();
        }
        MysqlPlaces places = new MysqlPlaces(primaryNode);
        try (Session session = Session.open(
                Session.Kind.MYSQL,
                places.socket(),
                Files.readString(places.agentPassword()),
                Duration.ofSeconds(10))) {
            session.run("DROP USER coffer_replication@'%'");
            session.run("DROP USER os_admin@localhost");
        }
        primary.tend();
        assertThat(primary.health().problem()).isNull();
        Node another = nodes.make();
        assertThat(replica(primary, primaryNode, another).health().problem()).isNull();
    }

    private static boolean refused(Node node, String sql) {
        try {
            asRoot(node, sql);
            return false;
        } catch (SQLException refused) {
            return true;
        }
    }
}
