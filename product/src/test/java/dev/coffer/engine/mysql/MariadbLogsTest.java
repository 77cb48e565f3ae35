package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.LogFile;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of real servers. */
class MariadbLogsTest {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");

    private TestNodes nodes = new TestNodes(new MariadbFixture("11.8"));

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private static Server started(Node node) throws IOException, InterruptedException {
        Server server = new MariadbEngine().open(node);
        server.initialise();
        server.start();
        server.accounts().orElseThrow().createDatabases(List.of(new DatabaseSpec("shop", null, null)));
        server.accounts()
                .orElseThrow()
                .createUsers(List.of(new UserSpec(ANN.user(), "%", ANN.password(), List.of("shop"))));
        return server;
    }

    private static void say(Node node, String statement) throws SQLException {
        try (Connection connection = SqlFixture.connect(node, ANN);
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static String text(LogFile file) throws IOException {
        StringBuilder text = new StringBuilder();
        LogFile.Piece piece = file.read(0, 1 << 20);
        while (piece.bytes().length > 0) {
            text.append(new String(piece.bytes(), StandardCharsets.UTF_8));
            piece = file.read(piece.next(), 1 << 20);
        }
        return text.toString();
    }

    private static LogInfo info(Logs logs, String name) throws IOException {
        return logs.list().stream()
                .filter(log -> log.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.8", "10.11"})
    void a_log_is_switched_at_once_and_stays_so_through_restarts(String version)
            throws IOException, InterruptedException, SQLException {
        nodes = new TestNodes(new MariadbFixture(version));
        Node node = nodes.make();
        Server server = started(node);
        Logs logs = server.logs().orElseThrow();
        LogFile general = logs.file("general");
        assertThat(logs.list()).extracting(LogInfo::name).containsExactly("error", "general", "slow_query");
        assertThat(logs.list()).extracting(LogInfo::enabled).containsExactly(true, false, false);
        say(node, "SELECT 'before'");
        assertThat(general.end()).isZero();
        assertThat(text(logs.file("error"))).contains("ready for connections");

        logs.enable("general", true);
        logs.enable("slow_query", true);
        say(node, "SELECT 'here'");
        say(node, "SELECT SLEEP(1.1)");
        assertThat(text(general)).contains("SELECT 'here'").doesNotContain("before");
        assertThat(text(logs.file("slow_query"))).contains("SELECT SLEEP(1.1)").doesNotContain("here");

        server.stop();
        assertThat(info(logs, "general").enabled()).isTrue();
        logs.enable("slow_query", false);
        server.start();
        assertThat(logs.list()).extracting(LogInfo::enabled).containsExactly(true, true, false);
        say(node, "SELECT 'after'");
        assertThat(text(general)).contains("SELECT 'here'", "SELECT 'after'");
        logs.enable("general", false);
        long end = general.end();
        say(node, "SELECT 'nothing'");
        assertThat(general.end()).isEqualTo(end);
        assertThatThrownBy(() -> logs.enable("error", false)).isInstanceOf(EngineFailure.class);
        assertThatThrownBy(() -> logs.file("binary")).isInstanceOf(EngineFailure.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.8", "10.11"})
    void logs_stay_small_and_their_positions_grow(String version)
            throws IOException, InterruptedException, SQLException {
        nodes = new TestNodes(new MariadbFixture(version));
        Node node = nodes.make();
        Server server = started(node);
        Logs logs = server.logs().orElseThrow();
        logs.enable("general", true);
        LogFile general = logs.file("general");
        String much = "SELECT LENGTH('" + "x".repeat(3 << 20) + "')";
        long before = 0;
        for (int i = 0; i < 12; i++) {
            say(node, much);
            logs.rotate();
            assertThat(general.end()).isGreaterThan(before);
            before = general.end();
            assertThat(general.size()).isLessThan(32 << 20);
        }
        assertThat(general.begin()).isGreaterThan(8 << 20);
        say(node, "SELECT 'the last'");
        assertThat(text(general)).contains("SELECT 'the last'");
        assertThat(node.log().toFile().list((_, name) -> name.startsWith("general")))
                .hasSize(2);
    }

    @Test
    void the_error_log_is_opened_anew_when_it_was_set_aside_and_so_is_one_whose_agent_died_meanwhile()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        LogFile error = server.logs().orElseThrow().file("error");
        try (RandomAccessFile large = new RandomAccessFile(error.path().toFile(), "rw")) {
            large.setLength(9 << 20);
        }
        server.logs().orElseThrow().rotate();
        assertThat(error.current()).hasValue(0L);
        error.setAside(); // and no more

        Logs successors = new MariadbEngine().open(node).logs().orElseThrow();
        successors.rotate();
        assertThat(error.current()).isPresent();
        server.stop();
        assertThat(text(error)).contains("Shutdown complete");
        server.start();
        assertThat(server.health().problem()).isNull();
    }

    /** MariaDB writes statements into its logs as they came, which is why they are masked when they are read. */
    @Test
    void passwords_are_masked_and_those_that_the_agent_sets_are_not_even_written()
            throws IOException, InterruptedException, SQLException {
        Node node = nodes.make();
        Server server = started(node);
        Logs logs = server.logs().orElseThrow();
        logs.enable("general", true);
        server.accounts().orElseThrow().enableRoot("roots secret");
        server.accounts().orElseThrow().alterUser("ann", "%", null, null, ANN.password() + " anew");
        assertThat(text(logs.file("general"))).doesNotContain("roots secret", "anew");

        try (Connection root = SqlFixture.connect(node, new Login("root", "roots secret", ""));
                Statement sql = root.createStatement()) {
            sql.execute("CREATE USER bob IDENTIFIED BY 'bobs secret'");
            sql.execute("SET PASSWORD FOR bob = PASSWORD('bobs secret')");
        }
        String written = text(logs.file("general"));
        assertThat(written).contains("bobs secret", "os_admin");
        String shown = logs.shown("general", written);
        assertThat(shown)
                .contains("CREATE USER bob", "Connect\troot@127.0.0.1", "set sql_mode=")
                .doesNotContain("bobs secret", "os_admin", "sql_log_off");
        assertThat(shown.lines().filter(line -> line.contains("Connect\troot")))
                .allMatch(line -> line.matches("\\d{6} +\\d+:\\d\\d:\\d\\d\t.*"));
    }
}
