package dev.coffer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import dev.coffer.image.Sandbox;
import dev.coffer.image.ServerProcess;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine's server must do, with real servers. An engine inherits it and gives its fixture. */
public abstract class EngineContract {
    private static final String SECRET = "ann's secret";
    private static final Login ANN_IN_SHOP = new Login("ann", SECRET, "shop");

    private TestNodes nodes;
    private EngineFixture fixture;

    protected abstract EngineFixture fixture();

    @BeforeEach
    void prepare() {
        fixture = fixture();
        nodes = new TestNodes(fixture);
    }

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Server open(Node node) {
        return fixture.engine().open(node);
    }

    private Server started(Node node) throws IOException, InterruptedException {
        Server server = open(node);
        server.initialise();
        server.start();
        return server;
    }

    private Server withAnn(Node node) throws IOException, InterruptedException {
        Server server = started(node);
        fixture.furnish(server.accounts().orElseThrow(), fixture.user("ann", SECRET, "shop"));
        return server;
    }

    @Test
    void a_server_is_made_started_asked_and_stopped() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = open(node);
        assertThat(server.isInitialised()).isFalse();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.NEW);

        server.initialise();
        assertThat(server.isInitialised()).isTrue();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.SHUTDOWN);

        server.start();
        Health health = server.health();
        assertThat(health.status()).isEqualTo(ServiceStatus.HEALTHY);
        assertThat(health.version()).startsWith(node.version());
        assertThat(health.role()).isEqualTo(Role.PRIMARY);
        assertThat(health.problem()).isNull();
        assertThat(health.metrics()).containsKeys("connections", "queries", "uptime_seconds");
        assertThat(server.isRunning()).isTrue();

        server.stop();
        server.stop();
        assertThat(server.isRunning()).isFalse();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.SHUTDOWN);
    }

    @Test
    void a_server_without_data_does_not_start() {
        Server server = open(nodes.make());
        assertThatThrownBy(server::start).isInstanceOf(EngineFailure.class).hasMessageContaining("initialise");
    }

    @Test
    void data_of_another_version_are_not_opened() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        server.stop();
        Path version = node.data().resolve("version");
        String own = Files.readString(version);
        Files.writeString(version, "0.1\n");

        assertBroken(server, "upgrade");

        Files.writeString(version, own);
        server.start();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
    }

    @Test
    void what_lies_in_the_place_of_the_data_is_neither_used_nor_removed() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        server.stop();
        Path precious = emptied(node).resolve("precious");
        Files.writeString(precious, "a tenant's");

        server.initialise();
        assertBroken(server, "");

        assertThat(precious).hasContent("a tenant's");
    }

    private static void assertBroken(Server server, String word) throws IOException, InterruptedException {
        assertThatThrownBy(server::start)
                .hasMessageContaining(word)
                .isInstanceOfSatisfying(
                        EngineFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.BROKEN));
        assertThat(server.isRunning()).isFalse();
    }

    /** The directory of the server's data, as a damaged disk might leave it. */
    private static Path emptied(Node node) throws IOException {
        Path data = dataDirectory(node);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(data)) {
                    Files.delete(file);
                }
            }
        }
        return data;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static Path dataDirectory(Node node) throws IOException {
        List<Path> used = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(node.data(), Files::isDirectory)) {
            for (Path entry : entries) {
                if (!isEmpty(entry) && !entry.endsWith("tmp")) {
                    used.add(entry);
                }
            }
        }
        assertThat(used).hasSize(1);
        return used.getFirst();
    }

    @Test
    void a_new_server_admits_nobody_but_the_agent() throws Exception {
        Node node = nodes.make();
        started(node);
        for (Login login : fixture.forbidden()) {
            assertThat(fixture.admits(node, login)).as("%s", login).isFalse();
        }
    }

    @Test
    void initialising_goes_on_after_a_kill_and_leaves_a_finished_server_alone() throws Exception {
        Node node = nodes.make();
        Process agent = agentThatInitialises(node);
        try {
            await(() -> Files.exists(node.data()) && isBeingFilled(node.data()) || !agent.isAlive());
        } finally {
            agent.destroyForcibly().waitFor();
        }
        Server server = open(node);
        assertThat(server.isInitialised()).isIn(false, fixture.isMadeAtOnce());

        withAnn(node);
        server.initialise();
        server.start();
        assertThat(fixture.admits(node, ANN_IN_SHOP)).isTrue();
    }

    private Process agentThatInitialises(Node node) throws IOException {
        Object uid = TestNodes.isRoot() ? Files.getAttribute(node.home(), "unix:uid") : -1;
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        InitialiseCaller.class.getName(),
                        fixture.engine().name(),
                        node.version(),
                        node.address(),
                        node.home().toString(),
                        fixture.image().toString(),
                        uid.toString())
                .inheritIO()
                .start();
    }

    private static boolean isBeingFilled(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.anyMatch(entry -> entry.getFileName().toString().startsWith("unfinished"));
        }
    }

    @Test
    void an_agent_started_anew_adopts_the_server() throws Exception {
        Node node = nodes.make();
        withAnn(node);
        ServerProcess process = TestNodes.process(node);

        Server again = open(node);
        assertThat(again.isRunning()).isTrue();
        assertThat(again.health().status()).isEqualTo(ServiceStatus.HEALTHY);
        again.start();

        assertThat(TestNodes.process(node)).isEqualTo(process);
        assertThat(fixture.admits(node, ANN_IN_SHOP)).isTrue();
    }

    @Test
    void a_server_whose_identity_was_not_recorded_is_adopted_too() throws IOException, InterruptedException {
        Node node = nodes.make();
        started(node);
        ServerProcess process = TestNodes.process(node);
        Files.delete(node.run().resolve("engine.pid"));

        open(node).start();

        assertThat(TestNodes.process(node)).isEqualTo(process);
    }

    @Test
    void what_was_acknowledged_survives_a_kill() throws Exception {
        Node node = nodes.make();
        Server server = withAnn(node);
        try (Tenant ann = fixture.login(node, ANN_IN_SHOP)) {
            ann.prepare();
            ann.write(1);
            ann.write(2);
        }
        TestNodes.kill(node);
        assertThat(server.health().status()).isEqualTo(ServiceStatus.CRASHED);
        assertThat(server.isRunning()).isFalse();

        server.start();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
        try (Tenant ann = fixture.login(node, ANN_IN_SHOP)) {
            assertThat(ann.read()).containsExactlyInAnyOrder(1L, 2L);
            ann.write(3);
        }
    }

    @Test
    void a_taken_port_is_said() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = open(node);
        server.initialise();
        try (ServerSocket other = new ServerSocket(fixture.engine().port(), 1, InetAddress.getByName(node.address()))) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(server::start)
                    .isInstanceOf(EngineFailure.class)
                    .hasMessageContaining(node.address())
                    .hasMessageContaining("in use");
        }
        server.start();
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
    }

    @Test
    void a_server_that_hangs_is_seen_in_time() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = started(node);
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
        TestNodes.signal(node, "STOP");
        try {
            for (int i = 0; i < 2; i++) {
                Instant before = Instant.now();
                Health health = server.health();
                assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(4));
                assertThat(health.status()).isEqualTo(ServiceStatus.BLOCKED);
            }
        } finally {
            TestNodes.signal(node, "CONT");
        }
        assertThat(server.health().status()).isEqualTo(ServiceStatus.HEALTHY);
    }

    @Test
    void the_logs_an_engine_has_are_there_whether_or_not_it_runs() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = open(node);
        List<LogKind> kinds = fixture.engine().logs();
        if (kinds.isEmpty()) {
            assertThat(server.logs()).isEmpty();
            return;
        }
        Logs logs = server.logs().orElseThrow();
        logs.rotate();
        assertThat(logs.list()).allMatch(log -> log.begin() == 0 && log.end() == 0);
        server.initialise();
        server.start();
        assertThat(logs.list())
                .extracting(LogInfo::name)
                .isEqualTo(kinds.stream().map(LogKind::name).toList());
        for (LogKind kind : kinds) {
            assertThat(logs.file(kind.name()).begin()).isZero();
            if (!kind.switchable()) {
                assertThatThrownBy(() -> logs.enable(kind.name(), false))
                        .isInstanceOfSatisfying(
                                EngineFailure.class,
                                failure -> assertThat(failure.kind()).isEqualTo(Kind.REFUSED));
            }
        }
        assertThatThrownBy(() -> logs.file("nothing"))
                .isInstanceOfSatisfying(
                        EngineFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @Test
    void no_password_is_in_a_file_the_engine_can_see() throws IOException, InterruptedException {
        Node node = nodes.make();
        Server server = withAnn(node);
        server.accounts().orElseThrow().enableRoot("roots secret");
        server.accounts().orElseThrow().alterUser("ann", "%", null, null, "anns new secret");
        server.stop();
        List<String> secrets = new java.util.ArrayList<>(List.of(SECRET, "roots secret", "anns new secret"));
        try (Stream<Path> own = Files.list(node.secrets())) {
            for (Path file : own.toList()) {
                secrets.add(Files.readString(file));
                assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
            }
        }
        assertThat(secrets).hasSizeGreaterThan(3).allMatch(secret -> secret.length() > 8);
        try (Stream<Path> files = Files.walk(node.home())) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(node.secrets()))
                    .toList()) {
                String content = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
                assertThat(secrets.stream().filter(content::contains))
                        .as("%s", file)
                        .isEmpty();
            }
        }
    }

    /** A condition that may fail with anything. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition) throws Exception {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.holds()) {
            assertThat(Instant.now()).as("in time").isBefore(deadline);
            Thread.sleep(2);
        }
    }

    static boolean isRunning(Node node) {
        return Sandbox.adopt(node.run().resolve("engine.pid")).isPresent();
    }
}
