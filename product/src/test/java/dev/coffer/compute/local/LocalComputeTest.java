package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.compute.Compute.Server;
import dev.coffer.compute.ServerSpec;
import dev.coffer.compute.local.LocalCompute.Installation;
import dev.coffer.model.Flavor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On real processes; as root every instance has a user of its own. */
final class LocalComputeTest {
    private static final String TOKEN = "hunter2-token";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final boolean IS_ROOT = Host.isRoot();

    @TempDir
    private Path home;

    private final int firstUid = 1_000_000 + ThreadLocalRandom.current().nextInt(1_000_000);
    private final String id = UUID.randomUUID().toString();
    private final List<Process> started = new ArrayList<>();
    private Limits limits = new Limits.None();
    private LocalCompute compute;

    @BeforeEach
    void open() {
        compute = compute("https://127.0.0.1:8778");
    }

    @AfterEach
    void removeAll() {
        compute.servers().forEach(server -> compute.delete(server.instanceId()));
        started.forEach(Process::destroyForcibly);
    }

    private LocalCompute compute(String agentsUrl, String... command) {
        List<String> agent = command.length == 0 ? List.of("/bin/sleep", "600") : List.of(command);
        return new LocalCompute(
                new Installation(home, URI.create(agentsUrl), "authority", firstUid), (_, _) -> agent, limits);
    }

    private ServerSpec spec(String instanceId) {
        Flavor flavor = new Flavor("1", "tiny", 512, 1, 5, 0);
        return new ServerSpec(instanceId, "mariadb", "11.8", "127.64.0.1", flavor, 2, Path.of("/usr"), TOKEN);
    }

    private Place place() {
        return new Place(home, id);
    }

    private Processes.Found agent() {
        return Processes.all().stream()
                .filter(process -> place().directory().toString().equals(process.instance()))
                .filter(Processes.Found::isAgent)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isGone(long pid) {
        return Waiting.until(PATIENCE, () -> Processes.find(pid).isEmpty());
    }

    /** A process as the instance's engine would be. */
    private long engine(Map<String, String> environment, String... program) throws IOException {
        List<String> command = new ArrayList<>();
        if (IS_ROOT) {
            int uid = Host.uid(place().directory());
            command.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups"));
        }
        command.addAll(List.of(program));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process = builder.start();
        started.add(process);
        assertThat(Waiting.until(PATIENCE, () -> runs(process, program[0]))).isTrue();
        return process.pid();
    }

    private static boolean runs(Process process, String program) {
        return Processes.executable(process.pid())
                .filter(path -> path.endsWith(program) || path.endsWith("sleep"))
                .isPresent();
    }

    private Map<String, String> named() {
        return Map.of(Processes.INSTANCE, place().directory().toString());
    }

    @Test
    void a_made_server_has_its_files_and_a_running_agent() throws IOException {
        compute.create(spec(id));
        assertThat(compute.find(id)).contains(new Server(id, true));
        Path agent = place().directory().resolve("agent");
        assertThat(agent.resolve("settings.json"))
                .content()
                .contains(id, "https://127.0.0.1:8778", "127.64.0.1", "\"ram\":512")
                .doesNotContain(TOKEN);
        assertThat(agent.resolve("ca.pem")).hasContent("authority");
        assertThat(agent.resolve("enrolment-token")).hasContent(TOKEN);
        assertThat(agent.resolve("agent.pid")).hasContent(agent().pid() + " " + agent().startTime());
        assertThat(place().directory()).isDirectoryContaining(path -> path.endsWith("data"));
        try (var all = Files.walk(place().directory())) {
            assertThat(all.filter(path -> !Files.isSymbolicLink(path)))
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .isIn("rwx------", "rw-------"));
        }
    }

    @Test
    void an_agent_is_detached_and_gets_neither_secrets_nor_the_environment_of_the_control_plane() throws IOException {
        compute.create(spec(id));
        Path proc = Path.of("/proc", Long.toString(agent().pid()));
        assertThat(agent().session()).isEqualTo(agent().pid());
        assertThat(Files.readString(proc.resolve("cmdline"))).doesNotContain(TOKEN);
        assertThat(Files.readString(proc.resolve("environ")).split("\0"))
                .extracting(entry -> entry.substring(0, entry.indexOf('=')))
                .containsExactlyInAnyOrder(
                        "PATH", "LC_ALL", "HOME", "MALLOC_ARENA_MAX", "COFFER_INSTANCE", "COFFER_ROLE");
        assertThat(Files.readSymbolicLink(proc.resolve("cwd"))).isEqualTo(place().directory());
        assertThat(Files.readSymbolicLink(proc.resolve("fd/0"))).isEqualTo(Path.of("/dev/null"));
        assertThat(Files.readSymbolicLink(proc.resolve("fd/2"))).isEqualTo(place().log());
    }

    @Test
    void as_root_each_instance_is_a_user_of_its_own_without_privileges() throws IOException {
        assumeThat(IS_ROOT).isTrue();
        compute.create(spec(id));
        String other = UUID.randomUUID().toString();
        compute.create(spec(other));
        int uid = Host.uid(place().directory());
        assertThat(uid).isGreaterThanOrEqualTo(firstUid);
        assertThat(agent().uid()).isEqualTo(uid);
        assertThat(Host.uid(place().settings())).isEqualTo(uid);
        assertThat(Host.uid(new Place(home, other).directory())).isNotEqualTo(uid);
        assertThat(Files.readString(Path.of("/proc", Long.toString(agent().pid()), "status")))
                .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000", "Groups:\t \n");
    }

    @Test
    void making_a_server_that_is_there_leaves_its_agent_alone() {
        compute.create(spec(id));
        long pid = agent().pid();
        compute.create(spec(id));
        compute("https://127.0.0.1:8778").create(spec(id));
        assertThat(agent().pid()).isEqualTo(pid);
    }

    @Test
    void a_half_made_server_is_completed() throws IOException {
        new Directories(home);
        Path half = Place.instances(home).resolve(".new").resolve(id);
        Files.createDirectories(half.resolve("agent"));
        Files.writeString(half.resolve("agent/settings.json"), "{");
        compute.create(spec(id));
        assertThat(compute.find(id)).contains(new Server(id, true));
        assertThat(half).doesNotExist();
        assertThat(place().settings()).content().contains(id);
    }

    @Test
    void a_restarted_control_plane_finds_agents_running_and_starts_none_twice() {
        compute.create(spec(id));
        long pid = agent().pid();
        LocalCompute restarted = compute("https://127.0.0.1:8778");
        assertThat(restarted.servers()).containsExactly(new Server(id, true));
        restarted.start(id);
        assertThat(agent().pid()).isEqualTo(pid);
    }

    @Test
    void a_killed_agent_is_seen_and_started_again() {
        compute.create(spec(id));
        long pid = agent().pid();
        agent().kill();
        assertThat(isGone(pid)).isTrue();
        assertThat(compute.find(id)).contains(new Server(id, false));
        compute.start(id);
        assertThat(compute.find(id)).contains(new Server(id, true));
        assertThat(agent().pid()).isNotEqualTo(pid);
    }

    @Test
    void an_agent_whose_settings_changed_is_started_anew_and_the_engine_stays() throws IOException {
        compute.create(spec(id));
        long before = agent().pid();
        long engine = engine(named(), "sleep", "600");
        LocalCompute moved = compute("https://127.0.0.1:9999");
        moved.start(id);
        assertThat(agent().pid()).isNotEqualTo(before);
        assertThat(place().settings()).content().contains("https://127.0.0.1:9999");
        assertThat(Processes.find(engine)).isPresent();
        long after = agent().pid();
        moved.start(id);
        assertThat(agent().pid()).isEqualTo(after);
    }

    @Test
    void a_token_is_not_written_again_for_an_agent_that_has_its_identity() throws IOException {
        compute.create(spec(id));
        Path agent = place().directory().resolve("agent");
        Files.delete(agent.resolve("enrolment-token"));
        Files.writeString(agent.resolve("identity.crt"), "certificate");
        compute.create(spec(id));
        assertThat(agent.resolve("enrolment-token")).doesNotExist();
    }

    @Test
    void an_unknown_server_cannot_be_started() {
        assertThatThrownBy(() -> compute.start(id)).hasMessageContaining("there is no such server on this host");
    }

    @Test
    void an_agent_that_does_not_start_says_why() {
        LocalCompute broken = compute("https://127.0.0.1:8778", "/nonexistent/java");
        assertThatThrownBy(() -> broken.create(spec(id)))
                .hasMessageContaining("The agent ended at once")
                .hasMessageContaining("/nonexistent/java");
        compute.create(spec(id));
        assertThat(compute.find(id)).contains(new Server(id, true));
    }

    @Test
    void deleting_ends_all_of_the_instance_and_nothing_of_others() throws IOException {
        compute.create(spec(id));
        String other = UUID.randomUUID().toString();
        compute.create(spec(other));
        long agent = agent().pid();
        long engine = engine(named(), "env", "--ignore-signal=TERM", "sleep", "600");
        compute.delete(id);
        assertThat(Processes.find(agent)).isEmpty();
        assertThat(Processes.find(engine)).isEmpty();
        assertThat(place().directory()).doesNotExist();
        assertThat(place().log()).doesNotExist();
        assertThat(place().record()).doesNotExist();
        assertThat(compute.servers()).containsExactly(new Server(other, true));
        assertThat(Place.instances(home).resolve(".trash")).isEmptyDirectory();
        compute.delete(id);
    }

    @Test
    void as_root_deleting_also_ends_what_hides_its_environment_but_not_what_names_another_instance()
            throws IOException {
        assumeThat(IS_ROOT).isTrue();
        compute.create(spec(id));
        long hidden = engine(Map.of(), "env", "-i", "sleep", "600");
        long elsewhere = engine(Map.of(Processes.INSTANCE, "/srv/coffer/instances/" + id), "sleep", "600");
        compute.delete(id);
        assertThat(Processes.find(hidden)).isEmpty();
        assertThat(Processes.find(elsewhere)).isPresent();
    }

    @Test
    void stopping_ends_all_and_keeps_the_data() throws IOException {
        compute.create(spec(id));
        long engine = engine(named(), "sleep", "600");
        Files.writeString(place().directory().resolve("data/table"), "rows");
        compute.stop(id);
        assertThat(Processes.find(engine)).isEmpty();
        assertThat(compute.find(id)).contains(new Server(id, false));
        compute.start(id);
        assertThat(compute.find(id)).contains(new Server(id, true));
        assertThat(place().directory().resolve("data/table")).hasContent("rows");
    }

    @Test
    void what_was_halted_and_cannot_obey_is_not_waited_for() throws IOException, InterruptedException {
        compute.create(spec(id));
        long engine = engine(named(), "sleep", "600");
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(engine))
                        .start()
                        .waitFor())
                .isZero();
        long began = System.nanoTime();
        compute.stop(id);
        assertThat(Processes.find(engine)).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void what_a_killed_removal_left_is_swept_and_its_user_id_is_not_given_out_before() throws IOException {
        compute.create(spec(id));
        int uid = Host.uid(place().directory());
        Processes.Found agent = agent();
        agent.kill();
        assertThat(isGone(agent.pid())).isTrue();
        Path trash = Place.instances(home).resolve(".trash").resolve(id);
        Files.move(place().directory(), trash);
        if (IS_ROOT) {
            String other = UUID.randomUUID().toString();
            compute.create(spec(other));
            assertThat(Host.uid(new Place(home, other).directory())).isNotEqualTo(uid);
        }
        compute("https://127.0.0.1:8778");
        assertThat(trash).doesNotExist();
    }

    @Test
    void servers_nobody_remembers_are_found() throws IOException {
        compute.create(spec(id));
        long agent = agent().pid();
        Files.delete(place().record());
        assertThat(compute.servers()).containsExactly(new Server(id, true));
        Removal.of(place().directory());
        assertThat(compute.servers()).extracting(Server::instanceId).containsExactly(id);
        compute.delete(id);
        assertThat(isGone(agent)).isTrue();
        assertThat(compute.servers()).isEmpty();
    }

    @Test
    void links_a_guest_planted_are_not_followed(@TempDir Path elsewhere) throws IOException {
        compute.create(spec(id));
        Path victim = Files.writeString(elsewhere.resolve("victim"), "precious");
        Files.delete(place().settings());
        Files.createSymbolicLink(place().settings(), victim);
        compute = compute("https://127.0.0.1:9999");
        compute.start(id);
        assertThat(victim).hasContent("precious");
        assertThat(Files.isRegularFile(place().settings(), LinkOption.NOFOLLOW_LINKS))
                .isTrue();

        Removal.of(place().agent());
        Files.createSymbolicLink(place().agent(), elsewhere);
        compute = compute("https://127.0.0.1:8778");
        assertThatThrownBy(() -> compute.start(id)).hasMessageContaining("could not be started");
        assertThat(elsewhere.toFile().list()).containsExactly("victim");
        compute.delete(id);
        assertThat(victim).hasContent("precious");
        assertThat(place().directory()).doesNotExist();
    }

    @Test
    void a_long_log_is_set_aside_when_the_agent_starts() throws IOException {
        compute.create(spec(id));
        compute.stop(id);
        byte[] much = new byte[11 * 1024 * 1024];
        Arrays.fill(much, (byte) 'x');
        Files.write(place().log(), much);
        compute.start(id);
        assertThat(place().log()).isEmptyFile();
        assertThat(place().formerLog()).hasSize(much.length);
    }

    @Test
    void an_id_that_leads_elsewhere_is_refused() {
        for (String bad : List.of("../x", "", ".new", "a/b", "a\0b", "x".repeat(65))) {
            assertThatThrownBy(() -> compute.delete(bad)).hasMessageContaining("is no instance id");
        }
    }

    @Test
    void limits_of_the_flavor_hold_for_the_agent_and_all_it_starts() throws IOException {
        limits = Cgroups.detect();
        assumeThat(limits.enforced()).as("control groups that can be written").isNotEmpty();
        compute = compute("https://127.0.0.1:8778");
        assertThat(compute.enforcedLimits()).isSubsetOf("cpu", "memory").isNotEmpty();
        compute.create(spec(id));
        assertThat(limits.processes(id)).containsExactly(agent().pid());
        assertThat(Files.readString(Path.of("/proc", Long.toString(agent().pid()), "cgroup")))
                .contains("/coffer/" + id);
        compute.delete(id);
        assertThat(limits.processes(id)).isEmpty();
        assertThat(groups()).isEmpty();
    }

    private List<Path> groups() {
        return List.of("memory", "cpu", "").stream()
                .map(controller -> Path.of("/sys/fs/cgroup", controller, "coffer", id))
                .filter(Files::exists)
                .toList();
    }
}
