package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.compute.Compute.Server;
import dev.coffer.compute.ServerSpec;
import dev.coffer.compute.local.LocalCompute.Installation;
import dev.coffer.model.Flavor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that becomes larger, gets other binaries, or is made anew; on real processes. */
final class ServerChangesTest {
    private static final String TOKEN = "hunter2-token";

    @TempDir
    private Path home;

    private final String id = UUID.randomUUID().toString();
    private final List<Process> started = new ArrayList<>();
    private LocalCompute compute;

    @BeforeEach
    void open() {
        int uid = 1_000_000 + ThreadLocalRandom.current().nextInt(1_000_000);
        compute = new LocalCompute(
                new Installation(home, URI.create("https://127.0.0.1:8778"), "authority", uid),
                (_, _) -> List.of("/bin/sleep", "600"),
                new Limits.None());
    }

    @AfterEach
    void removeAll() {
        compute.servers().forEach(server -> compute.delete(server.instanceId()));
        started.forEach(Process::destroyForcibly);
    }

    private static ServerSpec spec(String instanceId) {
        Flavor flavor = new Flavor("1", "tiny", 512, 1, 5, 0);
        return new ServerSpec(
                instanceId, "mariadb", "11.8", "127.64.0.1", flavor, 2, Path.of("/usr"), TOKEN, "127.96.0.1");
    }

    @Test
    void whatever_changes_the_addresses_stay() throws IOException {
        compute.create(spec(id));
        compute.resize(id, new Flavor("2", "small", 2_048, 2, 5, 0));
        compute.grow(id, 7);
        compute.reimage(id, "12.1", Path.of("/usr/share"));
        assertThat(Files.readString(place().directory().resolve("agent/settings.json")))
                .contains("127.64.0.1", "127.96.0.1", "12.1", "2048");
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

    /** A process that names the instance, as its engine does. */
    private long engine() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sleep", "600");
        builder.environment().put(Processes.INSTANCE, place().directory().toString());
        Process process = builder.start();
        started.add(process);
        return process.pid();
    }

    private static boolean isGone(long pid) {
        return Waiting.until(Duration.ofSeconds(20), () -> Processes.find(pid).isEmpty());
    }

    @Test
    void a_resized_server_has_other_limits_and_an_agent_that_knows_them() throws IOException {
        compute.create(spec(id));
        long engine = engine();
        long pid = agent().pid();
        Flavor larger = new Flavor("2", "small", 1_024, 2, 5, 0);

        compute.resize(id, larger);
        assertThat(place().settings()).content().contains("\"ram\":1024", "\"vcpus\":2", "\"volumeSize\":2");
        assertThat(agent().pid()).isNotEqualTo(pid);
        assertThat(Processes.find(engine)).isPresent();

        long second = agent().pid();
        compute.resize(id, larger);
        compute.start(id);
        assertThat(agent().pid()).isEqualTo(second);
    }

    @Test
    void a_volume_grows_and_never_shrinks() throws IOException {
        compute.create(spec(id));
        long engine = engine();
        compute.grow(id, 5);
        compute.grow(id, 3);
        assertThat(place().settings()).content().contains("\"volumeSize\":5", "\"ram\":512");
        assertThat(Processes.find(engine)).isPresent();
        assertThat(compute.find(id)).contains(new Server(id, true));
    }

    @Test
    void other_binaries_are_those_that_the_server_runs_from() {
        compute.create(spec(id));
        compute.reimage(id, "12.0", Path.of("/opt"));
        assertThat(place().settings()).content().contains("\"version\":\"12.0\"", "\"image\":\"/opt\"");
        assertThat(compute.running(Path.of("/opt"))).containsExactly(id);
        assertThat(compute.running(Path.of("/usr"))).isEmpty();
    }

    @Test
    void a_rebuilt_server_keeps_its_data_and_enrols_again() throws IOException {
        compute.create(spec(id));
        Path data = Files.writeString(place().directory().resolve("data/rows"), "1, 2, 3");
        Path conf = Files.writeString(place().directory().resolve("conf/overrides"), "max_connections = 77");
        Path identity = Files.writeString(place().agent().resolve("identity.crt"), "certificate");
        Files.delete(place().agent().resolve("enrolment-token"));
        long engine = engine();
        long pid = agent().pid();

        for (int time = 1; time <= 2; time++) {
            compute.rebuild(spec(id));
            assertThat(isGone(engine)).isTrue();
            assertThat(agent().pid()).isNotEqualTo(pid);
            assertThat(place().agent().resolve("enrolment-token")).hasContent(TOKEN);
            assertThat(data).hasContent("1, 2, 3");
            assertThat(conf).hasContent("max_connections = 77");
            assertThat(identity).exists();
        }
    }

    @Test
    void what_is_not_there_is_not_changed() {
        Flavor flavor = new Flavor("2", "small", 1_024, 2, 5, 0);
        assertThatThrownBy(() -> compute.resize(id, flavor)).hasMessageContaining("there is no such server");
        assertThatThrownBy(() -> compute.grow(id, 9)).hasMessageContaining("there is no such server");
        assertThatThrownBy(() -> compute.reimage(id, "12.0", Path.of("/usr")))
                .hasMessageContaining("there is no such server");
        assertThatThrownBy(() -> compute.rebuild(spec(id))).hasMessageContaining("there is no such server");
        assertThat(compute.servers()).isEmpty();
    }
}
