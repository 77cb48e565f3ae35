package dev.coffer.engine.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Health;
import dev.coffer.engine.LogFile;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.Settings;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.ServiceStatus;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is Cassandra's own, with one real server that has a certificate. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CassandraTest {
    private static final Login ROOT = new Login("root", "root's secret", "shop");

    private final CassandraFixture fixture = new CassandraFixture();
    private final TestNodes nodes = new TestNodes(fixture);
    private Node node;
    private Server server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException, InterruptedException {
        node = nodes.make();
        CassandraPlaces places = new CassandraPlaces(node);
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        Credentials credentials = authority.serve(node.instanceId(), List.of(node.address()));
        Files.createDirectories(node.tls());
        Files.writeString(places.authority(), authority.pem());
        Files.writeString(places.certificate(), Pem.of(credentials.certificate()));
        Files.writeString(places.key(), Pem.of(credentials.key()));
        server = new CassandraEngine().open(node);
        server.initialise();
        server.start();
        accounts().createDatabases(List.of(new DatabaseSpec("shop", null, null)));
        accounts().createUsers(List.of(new UserSpec("ann", "%", "ann's secret", List.of("shop"))));
        accounts().enableRoot(ROOT.password());
    }

    @AfterAll
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Accounts accounts() {
        return server.accounts().orElseThrow();
    }

    @Test
    void clients_may_use_tls() throws IOException, GeneralSecurityException {
        assertThat(server.tls().on()).isTrue();
        try (CqlSession session = CassandraFixture.builder(node, ROOT)
                .withSslContext(trusting(new CassandraPlaces(node).authority()))
                .build()) {
            assertThat(session.execute("SELECT ssl_enabled FROM system_views.clients")
                            .all())
                    .anyMatch(row -> row.getBoolean(0));
        }
    }

    @Test
    void what_the_agent_says_is_encrypted() throws IOException {
        CassandraPlaces places = new CassandraPlaces(node);
        Session.Login login = new Session.Login(Session.AGENT, Files.readString(places.agentPassword()));
        try (Session session = Session.open(Door.of(places), login, Duration.ofSeconds(10))) {
            List<Row> agents = session.rows("SELECT username, ssl_enabled FROM system_views.clients").stream()
                    .filter(row -> row.text(0).equals(Session.AGENT))
                    .toList();
            assertThat(agents).isNotEmpty().allMatch(row -> row.isTrue(1));
        }
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "authority", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER ROLE os_admin WITH PASSWORD = 'mine'",
                "ALTER ROLE root WITH SUPERUSER = true",
                "ALTER ROLE cassandra WITH LOGIN = true",
                "DROP ROLE os_admin",
                "GRANT os_admin TO root",
                "GRANT ALTER ON ROLE os_admin TO root",
                "GRANT ALTER ON ALL ROLES TO root",
                "CREATE ROLE another WITH SUPERUSER = true",
                "UPDATE system_auth.roles SET is_superuser = true WHERE role = 'root'",
                "INSERT INTO system_auth.role_members (role, member) VALUES ('os_admin', 'root')",
                "SELECT salted_hash FROM system_auth.roles",
                "GRANT MODIFY ON KEYSPACE system_auth TO root",
                "TRUNCATE system_auth.roles",
                "DROP KEYSPACE system_auth",
                "CREATE FUNCTION shop.code (a int) CALLED ON NULL INPUT RETURNS int LANGUAGE java AS 'return 1;'"
            })
    void root_cannot_become_a_superuser_or_harm_the_agent(String statement) {
        try (CqlSession root = CassandraFixture.builder(node, ROOT).build()) {
            assertThatThrownBy(() -> root.execute(statement)).isInstanceOf(UnauthorizedException.class);
        }
    }

    @Test
    void root_manages_the_users_of_the_tenant() throws Exception {
        accounts().createUsers(List.of(new UserSpec("carl", "%", "carl's secret", List.of())));
        try (CqlSession root = CassandraFixture.builder(node, ROOT).build()) {
            root.execute("CREATE ROLE bob WITH LOGIN = true AND PASSWORD = 'bobs secret'");
            root.execute("GRANT ALL PERMISSIONS ON KEYSPACE shop TO bob");
            assertThat(accounts().users()).contains(new UserInfo("bob", "%", List.of("shop")));
            assertThat(fixture.admits(node, new Login("bob", "bobs secret", "shop")))
                    .isTrue();

            accounts().alterUser("carl", "%", "carla", null, null);
            root.execute("ALTER ROLE carla WITH LOGIN = false");
            assertThat(accounts().users()).extracting(UserInfo::name).containsExactly("ann", "bob");
            root.execute("DROP ROLE carla");
        }
        accounts().dropUser("bob", "%");
        assertThat(accounts().users()).containsExactly(new UserInfo("ann", "%", List.of("shop")));
    }

    @Test
    void a_log_that_grew_large_is_set_aside_and_goes_on_in_a_new_file() throws IOException, InterruptedException {
        LogFile log = server.logs().orElseThrow().file("error");
        long before = log.end();
        try (RandomAccessFile file = new RandomAccessFile(log.path().toFile(), "rw")) {
            file.seek(file.length());
            file.write("x\n".repeat(5 << 20).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        server.logs().orElseThrow().rotate();
        assertThat(log.hasAside()).isTrue();
        server.logs().orElseThrow().rotate();
        Instant deadline = Instant.now().plusSeconds(60);
        while (log.current().filter(size -> size > 0).isEmpty()) {
            assertThat(Instant.now()).as("the new file is written in time").isBefore(deadline);
            accounts().createDatabases(List.of(new DatabaseSpec("said", null, null)));
            accounts().dropDatabase("said");
        }
        assertThat(server.logs().orElseThrow().list())
                .extracting(LogInfo::name, LogInfo::enabled)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("error", true));
        assertThat(log.end()).isGreaterThan(before + (10 << 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dou\"ble",
                "per%cent",
                "../escape",
                "back\\slash",
                "semi;colon",
                "-- comment",
                "naïve 名前 имя",
                "a.b",
                "${dollar}",
                "/* c */"
            })
    void users_may_have_names_that_keyspaces_cannot(String name) throws Exception {
        accounts().createUsers(List.of(new UserSpec(name, "%", "secret of it", List.of("shop"))));
        assertThat(fixture.admits(node, new Login(name, "secret of it", "shop")))
                .isTrue();
        accounts().alterUser(name, "%", name + "2", null, "another");
        assertThat(accounts().users()).contains(new UserInfo(name + "2", "%", List.of("shop")));
        assertThat(fixture.admits(node, new Login(name + "2", "another", "shop")))
                .isTrue();
        accounts().revoke(name + "2", "%", "shop");
        assertThat(accounts().users()).contains(new UserInfo(name + "2", "%", List.of()));
        accounts().dropUser(name + "2", "%");
        assertThat(accounts().users()).extracting(UserInfo::name).containsExactly("ann");
    }

    @Test
    void quotes_are_refused_in_names_of_users_since_the_server_stumbles_over_them() {
        UserSpec user = new UserSpec("o'clock", "%", "secret of it", List.of());
        assertThatThrownBy(() -> accounts().createUsers(List.of(user)))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("single quotes");
    }

    @Test
    void a_public_address_is_said_not_to_be_served() {
        Node open = new Node(
                node.instanceId(),
                node.version(),
                node.address(),
                node.home(),
                node.secrets(),
                node.ram(),
                node.vcpus(),
                node.volumeSize(),
                node.sandbox(),
                "192.0.2.7");
        Health health = new CassandraEngine().open(open).health();
        assertThat(health.status()).isEqualTo(ServiceStatus.HEALTHY);
        assertThat(health.problem()).contains("192.0.2.7", "not served");
    }

    @Test
    void settings_wait_for_a_restart_and_wrong_ones_are_left_out() throws IOException, InterruptedException {
        Settings settings = server.settings().orElseThrow();
        Map<String, String> slow = Map.of("read_request_timeout", "7s", "concurrent_reads", "20");
        assertThat(settings.apply(slow)).containsExactly("concurrent_reads", "read_request_timeout");
        server.stop();
        server.start();
        try (CqlSession root = CassandraFixture.builder(node, ROOT).build()) {
            assertThat(root.execute("SELECT value FROM system_views.settings WHERE name = 'read_request_timeout'"))
                    .singleElement()
                    .extracting(row -> row.getString(0))
                    .isEqualTo("7s");
        }
        assertThat(settings.apply(slow)).isEmpty();

        settings.apply(Map.of("read_request_timeout", "soon"));
        server.stop();
        server.start();
        assertThat(settings.fallback().orElseThrow()).contains("read_request_timeout = soon", "Invalid duration");
        Health health = server.health();
        assertThat(health.status()).isEqualTo(ServiceStatus.HEALTHY);
        assertThat(health.problem()).contains("configuration group");

        assertThatThrownBy(() ->
                        settings.apply(Map.of("read_request_timeout", "1s\nauthenticator: AllowAllAuthenticator")))
                .isInstanceOf(EngineFailure.class);
        assertThatThrownBy(() -> settings.apply(Map.of("authenticator", "AllowAllAuthenticator")))
                .isInstanceOf(EngineFailure.class);
        settings.apply(Map.of());
        assertThat(settings.fallback()).isEmpty();
    }
}
