package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Run;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.log.LogLine;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LogsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    Path home;

    private Path controlPlane;

    @BeforeEach
    void write() throws IOException {
        controlPlane = home.resolve("log/coffer.log");
        Path agents = Files.createDirectories(home.resolve("log/agents"));
        Files.writeString(
                controlPlane,
                line(0, "INFO", "asked").with("request", "req-1").with("operation", "op-1")
                        + line(1, "INFO", "step 1")
                                .with("request", "req-1")
                                .with("operation", "op-1")
                                .toString()
                        + "Error: a virtual machine speaks plainly\n"
                        + line(3, "WARN", "step 2").with("operation", "op-2").with("exception", "Broke: x\n\tat a.B"));
        Files.writeString(
                agents.resolve("0123456789ab.log"),
                line(2, "INFO", "done")
                                .with("request", "req-1")
                                .with("operation", "op-1")
                                .with("instance", "0123456789ab")
                        + line(4, "ERROR", "bad \u001b[31m red")
                                .with("instance", "0123456789ab")
                                .toString());
    }

    private static LogLine line(int second, String level, String message) {
        return new LogLine(NOON.plusSeconds(second), level, "dev.coffer.durable.Run").with("message", message);
    }

    private List<String> logs(String... options) {
        StringWriter out = new StringWriter();
        var terminal = Run.terminal("", out, new StringWriter(), false);
        Installation installation = new LocalInstallation(
                new Environment(Map.of(), home),
                new LocalInstallation.Place(home, URI.create("http://127.0.0.1:1"), "RegionOne"),
                List::of,
                (_, _) -> {});
        CommandLine verb = new CommandLine(new Logs(terminal, _ -> installation));
        verb.setExecutionExceptionHandler((e, _, _) -> {
            out.write(e instanceof Failure failure ? failure.sentence() : e.toString());
            return 1;
        });
        verb.execute(options);
        terminal.out().flush();
        return out.toString().lines().toList();
    }

    @Test
    void control_plane_and_agents_are_shown_in_the_order_of_time() {
        assertThat(logs())
                .containsExactly(
                        "2026-03-01 12:00:00.000Z INFO  coffer          Run: asked  [request=req-1 operation=op-1]",
                        "2026-03-01 12:00:01.000Z INFO  coffer          Run: step 1  [request=req-1 operation=op-1]",
                        "coffer          Error: a virtual machine speaks plainly",
                        "2026-03-01 12:00:02.000Z INFO  agent 01234567  Run: done"
                                + "  [request=req-1 operation=op-1 instance=01234567]",
                        "2026-03-01 12:00:03.000Z WARN  coffer          Run: step 2  [operation=op-2]",
                        "    Broke: x",
                        "      at a.B",
                        "2026-03-01 12:00:04.000Z ERROR agent 01234567  Run: bad  [31m red  [instance=01234567]");
        assertThat(logs("-n", "1")).hasSize(1).first().asString().contains("bad");
        assertThat(logs("-n", "0")).isEmpty();
    }

    @Test
    void filters_leave_what_is_wanted() {
        assertThat(logs("--operation", "op-1")).hasSize(3).allMatch(line -> line.contains("op-1"));
        assertThat(logs("--request", "req-1", "--instance", "0123456789ab")).hasSize(1);
        assertThat(logs("--operation", "op-1", "-n", "1"))
                .hasSize(1)
                .first()
                .asString()
                .contains("done");
        assertThat(logs("--level", "error"))
                .filteredOn(line -> line.contains("Run:"))
                .hasSize(1);
        assertThat(logs("--since", "2026-03-01T12:00:03Z", "--level", "warn", "--json"))
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"time\":\"2026-03-01T12:00:0"));
        assertThat(logs("--since", "1s")).isEmpty();
    }

    @Test
    void what_is_not_understood_is_said() {
        assertThat(logs("--level", "loud")).containsExactly("There is no level \"loud\".");
        assertThat(logs("--since", "yesterday")).containsExactly("\"yesterday\" is no time.");
    }

    @Test
    void the_logs_of_all_are_followed_and_those_that_come_later() throws IOException, InterruptedException {
        StringWriter out = new StringWriter();
        var terminal = Run.terminal("", out, new StringWriter(), false);
        Installation installation = new LocalInstallation(
                new Environment(Map.of(), home),
                new LocalInstallation.Place(home, URI.create("http://127.0.0.1:1"), "RegionOne"),
                List::of,
                (_, _) -> {});
        Thread following = Thread.ofPlatform()
                .start(() -> new CommandLine(new Logs(terminal, _ -> installation))
                        .setExecutionExceptionHandler((_, _, _) -> 0)
                        .execute("-f", "-n", "1", "--level", "info"));
        try {
            await(out, "bad");
            Files.writeString(controlPlane, line(9, "INFO", "later").toString(), StandardOpenOption.APPEND);
            await(out, "later");
            Files.writeString(
                    home.resolve("log/agents/new.log"),
                    line(10, "INFO", "newcomer").toString());
            await(out, "newcomer");
        } finally {
            following.interrupt();
            following.join();
        }
    }

    private static void await(StringWriter out, String text) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!out.toString().contains(text)) {
            assertThat(System.nanoTime())
                    .as("waiting for " + text + " in: " + out)
                    .isLessThan(end);
            Thread.sleep(20);
        }
    }
}
