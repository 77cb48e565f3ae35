package dev.coffer.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs in real sandboxes; the host's own programs are the image. */
class SandboxTest {
    private static final Path HOST = Path.of("/");
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private Path home;
    private Path log;
    private Path pidFile;
    private Sandbox sandbox;
    private final List<Process> callers = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(directory.resolve("with blank/home"));
        Files.createDirectories(home.resolve("agent"));
        Files.createDirectories(home.resolve("run"));
        log = home.resolve("server.log");
        pidFile = home.resolve("run/engine.pid");
        sandbox = new Sandbox(HOST, home, List.of(home.resolve("agent")));
    }

    @AfterEach
    void clean() throws InterruptedException {
        callers.forEach(Process::destroyForcibly);
        Sandbox.adopt(pidFile).ifPresent(ServerProcess::kill);
        assertThat(Waiting.until(PATIENCE, () -> marked().isEmpty())).isTrue();
    }

    @Test
    void a_tool_gives_its_output_and_its_exit_code() throws IOException, InterruptedException {
        assertThat(output("echo", "hello")).isEqualTo("hello\n");
        assertThat(Sandbox.start(sandbox.tool(List.of("false"))).waitFor()).isEqualTo(1);
    }

    @Test
    void tools_read_what_is_written_to_them() throws IOException, InterruptedException {
        List<Process> pipeline = Sandbox.startPipeline(
                List.of(sandbox.tool(List.of("echo", "one")), sandbox.tool(List.of("tr", "a-z", "A-Z"))));

        assertThat(text(pipeline.getLast().getInputStream())).isEqualTo("ONE\n");
    }

    @Test
    void a_program_sees_its_home_but_not_what_is_hidden_or_anothers() throws IOException, InterruptedException {
        Files.writeString(home.resolve("mine"), "mine");
        Files.writeString(home.resolve("agent/key"), "secret");
        Path other = Files.createDirectories(directory.resolve("with blank/other"));
        Files.writeString(other.resolve("theirs"), "theirs");

        assertThat(output("cat", home.resolve("mine").toString())).isEqualTo("mine");
        assertThat(output("ls", home.resolve("agent").toString())).isEmpty();
        assertThat(output("ls", directory.resolve("with blank").toString())).isEqualTo("home\n");
        assertThat(output("ls", "/root", "/home", "/var")).isEmpty();
        assertThat(output("ls", "-A", "/etc")).isEqualTo("group\nhosts\nnsswitch.conf\npasswd\n");
    }

    @Test
    void a_program_cannot_change_the_image_or_the_root() throws IOException, InterruptedException {
        assertThat(output("touch", "/usr/new")).isEmpty();
        assertThat(output("touch", "/new")).isEmpty();
        assertThat(Path.of("/usr/new")).doesNotExist();
        output("touch", home.resolve("new").toString(), "/tmp/new");
        assertThat(home.resolve("new")).exists();
        assertThat(Path.of("/tmp/new")).doesNotExist();
    }

    @Test
    void a_program_sees_no_process_of_the_host() throws IOException, InterruptedException {
        assertThat(output("ls", "/proc").lines().filter(name -> name.matches("\\d+")))
                .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void the_environment_is_ours() throws IOException, InterruptedException {
        assertThat(output("env").lines().map(line -> line.split("=")[0]))
                .contains("LC_ALL", "PATH")
                .isSubsetOf("LC_ALL", "PATH", "PWD", "COFFER_INSTANCE");
    }

    @Test
    void a_tool_can_run_as_another_user_who_has_a_name() throws IOException, InterruptedException {
        assumeTrue(User.self().uid() == 0, "only root can become another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = Sandbox.start(sandbox.as(4711, 4712).tool(List.of("id")));

        assertThat(text(process.getInputStream())).startsWith("uid=4711(coffer) gid=4712(coffer) groups=4712(coffer)");
    }

    @Test
    void killing_a_tool_kills_the_program() throws IOException, InterruptedException {
        Process process = Sandbox.start(sandbox.tool(List.of("sleep", "4321")));
        List<Long> family = awaitFamily(process.pid());
        process.destroy();

        assertThat(Waiting.until(PATIENCE, () -> family.stream().noneMatch(SandboxTest::isAlive)))
                .isTrue();
    }

    @Test
    void a_tool_outlives_the_thread_that_started_it_but_not_the_caller() throws IOException, InterruptedException {
        Process caller = caller("tool");
        long tool = Long.parseLong(line(caller));
        List<Long> family = awaitFamily(tool);
        caller.destroyForcibly().waitFor();

        assertThat(Waiting.until(PATIENCE, () -> family.stream().noneMatch(SandboxTest::isAlive)))
                .isTrue();
    }

    @Test
    void a_server_outlives_a_killed_caller_and_is_adopted() throws IOException, InterruptedException {
        Process caller = caller("spawn");
        long pid = Long.parseLong(line(caller));
        caller.destroyForcibly().waitFor();

        ServerProcess server = Sandbox.adopt(pidFile).orElseThrow();
        assertThat(server.pid()).isEqualTo(pid);
        assertThat(server.isAlive()).isTrue();
        server.terminate();
        assertThat(server.awaitExit(PATIENCE)).isTrue();
        assertThat(Sandbox.adopt(pidFile)).isEmpty();
    }

    @Test
    void a_server_whose_caller_was_killed_before_it_wrote_the_pid_file_is_found()
            throws IOException, InterruptedException {
        ServerProcess server = spawn("sleep", "4321");
        Files.delete(pidFile);

        assertThat(Sandbox.adopt(pidFile)).contains(server);
        assertThat(spawn("sleep", "4321")).isEqualTo(server);
        assertThat(pidFile).hasContent(server.pid() + " " + server.startTime());
    }

    @Test
    void wherever_the_caller_is_killed_there_is_one_server_at_most() throws IOException, InterruptedException {
        for (int delay = 0; delay < 60; delay += 5) {
            Process caller = caller("spawn-when-told");
            line(caller);
            caller.outputWriter().append('\n').flush();
            Thread.sleep(delay);
            caller.destroyForcibly().waitFor();

            Optional<ServerProcess> found = Sandbox.adopt(pidFile);
            ServerProcess server = spawn("sleep", "4321");
            assertThat(found.orElse(server)).isEqualTo(server);
            assertThat(marked().stream().filter(Processes::isNamespaceRoot)).hasSize(1);
            server.kill();
            assertThat(server.awaitExit(PATIENCE)).isTrue();
        }
    }

    @Test
    void killing_a_server_kills_what_it_started_and_frees_the_lock() throws IOException, InterruptedException {
        ServerProcess server = spawn("sh", "-c", "sleep 4321 & sleep 4322 & wait");
        assertThat(Waiting.until(PATIENCE, () -> marked().size() == 5)).isTrue();
        server.kill();
        assertThat(server.awaitExit(PATIENCE)).isTrue();

        assertThat(Waiting.until(PATIENCE, () -> marked().isEmpty())).isTrue();
        assertThat(spawn("sleep", "4321").isAlive()).isTrue();
    }

    @Test
    void what_a_dead_server_left_running_does_not_hinder_the_next() throws IOException, InterruptedException {
        ServerProcess server = spawn("sh", "-c", "sleep 4321 & exec sleep 4322");
        assertThat(Waiting.until(PATIENCE, () -> marked().size() == 4)).isTrue();
        server.terminate();
        assertThat(server.awaitExit(PATIENCE)).isTrue();
        assertThat(Sandbox.adopt(pidFile)).isEmpty();

        assertThat(spawn("sleep", "4321")).isNotEqualTo(server);
        assertThat(marked().stream().filter(Processes::isNamespaceRoot)).hasSize(1);
    }

    @Test
    void a_recorded_pid_that_another_process_has_now_is_not_the_server() throws IOException, InterruptedException {
        long me = ProcessHandle.current().pid();
        Files.writeString(pidFile, me + " 1\n");

        assertThat(Sandbox.adopt(pidFile)).isEmpty();
        assertThat(new ServerProcess(me, 1).isAlive()).isFalse();
    }

    @Test
    void a_server_that_does_not_start_says_why() {
        assertThatThrownBy(() -> spawn("/usr/sbin/absent"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not start")
                .hasMessageContaining("No such file or directory");
    }

    @Test
    void a_server_writes_to_the_end_of_its_log() throws IOException, InterruptedException {
        Files.writeString(log, "before\n");
        ServerProcess server = spawn("sh", "-c", "echo out; echo err >&2; exec sleep 4321");

        assertThat(Waiting.until(PATIENCE, () -> read(log).equals("before\nout\nerr\n")))
                .isTrue();
        assertThat(server.isAlive()).isTrue();
    }

    @Test
    void a_missing_bubblewrap_is_said_with_what_to_type() {
        assertThatThrownBy(() -> HostProgram.path("no-such-bwrap", "bubblewrap"))
                .isInstanceOf(Fault.class)
                .hasMessage(
                        "The program no-such-bwrap is not installed on this host. Install it: apt-get install bubblewrap");
    }

    @Test
    void a_hidden_directory_outside_the_home_is_refused() {
        assertThatThrownBy(() -> new Sandbox(HOST, home, List.of(home.resolve("../other"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private ServerProcess spawn(String... command) throws IOException, InterruptedException {
        return sandbox.spawn(List.of(command), log, pidFile);
    }

    private String output(String... command) throws IOException, InterruptedException {
        Process process = Sandbox.start(sandbox.tool(List.of(command)).redirectError(ProcessBuilder.Redirect.DISCARD));
        String output = text(process.getInputStream());
        process.waitFor();
        return output;
    }

    private Process caller(String what) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SandboxCaller.class.getName(),
                        what,
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        callers.add(process);
        return process;
    }

    private static String line(Process process) throws IOException {
        return String.valueOf(process.inputReader().readLine());
    }

    /** The monitor, the first process of the sandbox and the program. */
    private static List<Long> awaitFamily(long monitor) throws InterruptedException {
        List<Long> family = new ArrayList<>();
        boolean complete = Waiting.until(PATIENCE, () -> {
            family.clear();
            family.add(monitor);
            family.addAll(Processes.children(monitor));
            family.addAll(Processes.children(family.getLast()));
            return family.size() == 3;
        });
        assertThat(complete).isTrue();
        assertThat(family).allMatch(SandboxTest::isAlive);
        return family;
    }

    private static boolean isAlive(long pid) {
        return ServerProcess.of(pid).filter(ServerProcess::isAlive).isPresent();
    }

    private List<Long> marked() {
        return Processes.withEnvironment("COFFER_PIDFILE", pidFile.toString());
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
