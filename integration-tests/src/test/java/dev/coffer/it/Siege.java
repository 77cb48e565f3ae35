package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Coffer with an instance that is in hostile hands, and one that is not. The captured agent is stopped, so that its identity speaks
 * with nobody's voice but the attacker's.
 */
final class Siege implements AutoCloseable {
    /** Half a surrogate pair has no other form that could be sent. */
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    final Coffer coffer;
    final Api api;
    final Host host;
    final String victim;
    final String captured;
    final Loot loot;
    private final Map<String, String> files;
    private final List<Long> processes;
    private final long controlPlane;

    Siege() throws IOException, InterruptedException, GeneralSecurityException {
        coffer = Coffer.start();
        api = coffer.login();
        host = new Host(coffer);
        victim = api.create("victim", "11.8");
        captured = api.create("captured", "11.8");
        api.healthy(victim);
        api.healthy(captured);
        loot = Loot.of(coffer, captured);
        Host.signal("STOP", host.agents(captured));
        files = files();
        processes = pids();
        controlPlane = coffer.controlPlane().pid();
    }

    private List<Long> pids() {
        return Stream.concat(host.agents(victim).stream(), host.engines(victim).stream())
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    /** The victim's agent's own files, as they were written. */
    private Map<String, String> files() throws IOException {
        try (Stream<Path> all = Files.walk(coffer.instance(victim).resolve("agent"))) {
            Map<String, String> texts = new TreeMap<>();
            all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("agent.log")
                            && !file.endsWith("guest.log")
                            && !file.toString().contains("/journal/"))
                    .forEach(file -> texts.put(file.toString(), text(file)));
            return texts;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Set<String> rowsOfOthers() throws SQLException {
        return StoreRows.without(coffer, List.of(captured));
    }

    RawLine line() throws IOException, GeneralSecurityException, InterruptedException {
        return RawLine.open(loot);
    }

    static String heartbeat(Map<String, Object> more) {
        Map<String, Object> said = new TreeMap<>(Map.of("status", "HEALTHY", "term", 1, "metrics", Map.of()));
        said.putAll(more);
        return ASCII.writeValueAsString(said);
    }

    /** What the control plane has stored of the captured instance's report. */
    String reported(String column) throws SQLException {
        return StoreRows.one(
                coffer, "select coalesce(%s, '') from report where instance_id = '%s'".formatted(column, captured));
    }

    /** The captured instance counts as one that can be asked. */
    void seemHealthy(RawLine line) throws InterruptedException, IOException {
        line.send("HEARTBEAT", "", heartbeat(Map.of()));
        Coffer.eventually("it seems healthy", java.time.Duration.ofSeconds(20), () -> {
            try {
                return api.instance(captured)
                        .get("operating_status")
                        .asString("")
                        .equals("HEALTHY");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** The victim is what it was: the same processes, the same files, and it does what it is told. */
    void mustStand() throws IOException, InterruptedException {
        assertThat(coffer.controlPlane().isAlive())
                .as("the control plane lives")
                .isTrue();
        assertThat(coffer.controlPlane().pid()).isEqualTo(controlPlane);
        assertThat(pids()).as("the victim's processes").isEqualTo(processes);
        assertThat(files()).as("the victim's files").isEqualTo(files);
        assertThat(api.get("/instances/" + victim + "/users").toString()).contains("\"app\"");
        assertThat(api.get("/instances/detail").get("instances")).isNotEmpty();
    }

    @Override
    public void close() throws InterruptedException, IOException {
        coffer.close();
    }
}
