package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.cli.Run;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LocalInstallationTest {
    @TempDir
    Path home;

    private final List<LocalInstallation> made = new ArrayList<>();
    private final List<String> stopped = new ArrayList<>();

    private LocalInstallation installation(String behaviour) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            return installation(behaviour, socket.getLocalPort());
        }
    }

    private LocalInstallation installation(String behaviour, int port) {
        LocalInstallation installation = new LocalInstallation(
                new Environment(Map.of(), home),
                new LocalInstallation.Place(home, URI.create("http://127.0.0.1:" + port), "RegionOne"),
                () -> Detached.java(
                        List.of("-XX:TieredStopAtLevel=1"),
                        StandInControlPlane.class.getName(),
                        Integer.toString(port),
                        behaviour),
                (where, _) -> stopped.add(where.toString()));
        made.add(installation);
        return installation;
    }

    @AfterEach
    void end() {
        made.forEach(installation -> installation
                .running()
                .flatMap(running -> ProcessHandle.of(running.pid()))
                .ifPresent(ProcessHandle::destroyForcibly));
    }

    @Test
    void it_starts_once_tells_who_runs_and_stops() throws IOException, InterruptedException {
        LocalInstallation installation = installation("well");
        assertThat(installation.running()).isEmpty();
        assertThat(installation.stop(_ -> {})).isFalse();

        installation.start(_ -> {});
        Installation.Running running = installation.running().orElseThrow();
        installation.start(_ -> {});

        assertThat(installation.answers()).isTrue();
        assertThat(installation.running()).contains(running);
        assertThat(home.resolve("control/coffer.pid")).hasContent(Long.toString(running.pid()));
        assertThat(LogFile.tail(installation.log(), 0, 10)).contains("stand-in is up");
        assertThat(installation.stop(_ -> {})).isTrue();
        assertThat(installation.running()).isEmpty();
        assertThat(ProcessHandle.of(running.pid()).filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void a_control_plane_that_was_killed_does_not_run_although_its_pid_is_still_in_the_file()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        LocalInstallation installation = installation("well");
        installation.start(_ -> {});
        ProcessHandle process =
                ProcessHandle.of(installation.running().orElseThrow().pid()).orElseThrow();

        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);

        assertThat(installation.running()).isEmpty();
        installation.start(_ -> {});
        assertThat(installation.running()).isPresent();
    }

    @Test
    void one_that_dies_while_starting_is_told_with_the_end_of_its_log() throws IOException, InterruptedException {
        LocalInstallation installation = installation("failing");

        assertThatThrownBy(() -> installation.start(_ -> {}))
                .hasMessageContaining("the disk is on fire")
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.advice()).contains("coffer up"));
    }

    @Test
    void something_else_on_its_port_is_not_taken_for_it() throws IOException, InterruptedException {
        LocalInstallation one = installation("well");
        one.start(_ -> {});
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        LocalInstallation other = new LocalInstallation(
                new Environment(Map.of(), home),
                new LocalInstallation.Place(elsewhere, one.api(), "RegionOne"),
                () -> List.of("false"),
                (_, _) -> {});

        assertThat(other.running()).isEmpty();
        assertThatThrownBy(() -> other.start(_ -> {})).hasMessageContaining("Something else answers");
    }

    @Test
    void two_that_are_started_at_once_end_as_one() throws IOException, InterruptedException {
        LocalInstallation one = installation("well");
        LocalInstallation same = installation("well", one.api().getPort());
        CountDownLatch ready = new CountDownLatch(2);
        List<Thread> starters = List.of(one, same).stream()
                .map(installation -> Thread.ofVirtual().start(() -> {
                    ready.countDown();
                    try {
                        ready.await();
                        installation.start(_ -> {});
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }))
                .toList();
        for (Thread starter : starters) {
            assertThat(starter.join(java.time.Duration.ofSeconds(60))).isTrue();
        }

        assertThat(one.running()).isPresent().isEqualTo(same.running());
        assertThat(one.answers()).isTrue();
    }

    @Test
    void up_down_logs_and_status_have_their_exit_codes() throws IOException, InterruptedException {
        LocalInstallation installation = installation("well");

        assertThat(run(installation, "status").exitCode()).isEqualTo(3);
        assertThat(run(installation, "logs").err() + run(installation, "logs").exitCode())
                .endsWith("1");
        assertThat(run(installation, "up", "--no-wait").exitCode()).isZero();
        assertThat(run(installation, "up", "--no-wait").err()).contains("runs at http://127.0.0.1");
        assertThat(run(installation, "logs", "-n", "1").out()).isEqualTo("coffer          stand-in is up\n");
        assertThat(run(installation, "logs", "-n", "-1").exitCode()).isEqualTo(2);
        Files.createDirectory(home.resolve("instances"));
        assertThat(run(installation, "down").err()).contains("Coffer        stopped");
        assertThat(stopped).containsExactly(home.toString());
        assertThat(run(installation, "down", "--keep-instances").err()).contains("did not run");
        assertThat(stopped).hasSize(1);
    }

    private static Run run(Installation installation, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        var terminal = Run.terminal("", out, err, false);
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create());
        InstallationVerbs.all(terminal, _ -> installation).forEach(root::addSubcommand);
        root.setExecutionExceptionHandler((e, _, _) -> ((Failure) e).reason().exitCode());
        int exitCode = root.execute(arguments);
        terminal.out().flush();
        return new Run(exitCode, out.toString(), err.toString());
    }
}
