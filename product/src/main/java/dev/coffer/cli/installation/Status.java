package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.cli.view.InstanceView;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Shows what is wrong with the Coffer of this machine and its instances, since when, and what is done about it.",
            "Exit code 0: all is well; 1: there is trouble; 3: it does not run."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  coffer status", "  coffer status --json"})
final class Status implements Callable<Integer> {
    private static final Set<String> WELL = Set.of("HEALTHY", "ACTIVE", "RESTART_REQUIRED", "");
    private static final Set<String> BAD = Set.of("ERROR", "FAILED", "BLOCKED", "UNKNOWN");
    private static final int NOT_RUNNING = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_LAST_WORDS = 3;

    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private Output output = new Output();

    @Option(names = "--json", description = "As -f json.")
    private boolean json;

    Status(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    /**
     * All that was found out.
     *
     * @param health as the control plane says; missing when it does not
     * @param silence why it does not; empty when it does
     */
    record Seen(
            Installation installation,
            Optional<Installation.Running> running,
            boolean answers,
            Json health,
            String silence,
            List<Json> instances,
            Space space) {

        boolean isTroubled() {
            return !answers
                    || health.isMissing()
                    || !health.items("problems").isEmpty()
                    || space.isLow()
                    || instances.stream().anyMatch(Status::isInTrouble);
        }
    }

    /** Bytes of the disk that the home is on. */
    record Space(long free, long total) {
        private static final long LOW = 1L << 30;

        static Space of(Path directory) {
            try {
                FileStore store = Files.getFileStore(directory);
                return new Space(store.getUsableSpace(), store.getTotalSpace());
            } catch (IOException e) {
                return new Space(0, 0);
            }
        }

        boolean isLow() {
            return total > 0 && free < LOW;
        }
    }

    @Override
    public Integer call() {
        Seen seen = look(home.of(installations));
        Output chosen = json ? Output.json() : output;
        if (chosen.isTable()) {
            new StatusScreen(terminal, Instant.now()).show(seen, lastWords(seen));
        } else {
            chosen.show(terminal, fields(seen));
        }
        return seen.running().isEmpty() ? NOT_RUNNING : seen.isTroubled() ? Failure.Reason.REFUSED.exitCode() : 0;
    }

    private static Seen look(Installation installation) {
        Optional<Installation.Running> running = installation.running();
        boolean answers = installation.answers();
        Space space = Space.of(installation.home());
        if (running.isEmpty() || !answers) {
            return new Seen(installation, running, answers, Json.MISSING, "", List.of(), space);
        }
        try {
            Trove trove = installation.trove(PATIENCE);
            Json health = trove.get("/mgmt/health").at("health");
            return new Seen(installation, running, true, health, "", instances(trove), space);
        } catch (Failure e) {
            return new Seen(installation, running, true, Json.MISSING, e.sentence(), List.of(), space);
        }
    }

    private static List<Json> instances(Trove trove) {
        return InstanceView.sorted(trove.all("/instances/detail", "instances")).stream()
                .sorted(Comparator.comparing(instance -> !isInTrouble(instance)))
                .toList();
    }

    private static boolean isInTrouble(Json instance) {
        String status = instance.string("status");
        return BAD.contains(status) || status.equals("ACTIVE") && !WELL.contains(instance.string("operating_status"));
    }

    /** Of a control plane that does not say how it is. */
    private static List<LogEntry> lastWords(Seen seen) {
        Path log = seen.installation().log();
        if (!seen.health().isMissing() || !Files.isReadable(log)) {
            return List.of();
        }
        List<LogEntry> bad = LogSource.all(log).getFirst().tail(200).stream()
                .filter(entry -> entry.isAtLeast("WARN"))
                .toList();
        return bad.subList(Math.max(0, bad.size() - MOST_LAST_WORDS), bad.size());
    }

    private static Map<String, @Nullable Object> fields(Seen seen) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("running", seen.running().isPresent());
        fields.put("answers", seen.answers());
        fields.put(
                "since", seen.running().map(found -> found.since().toString()).orElse(null));
        fields.put("pid", seen.running().map(Installation.Running::pid).orElse(null));
        fields.put("api", seen.installation().api().toString());
        fields.put("home", seen.installation().home().toString());
        fields.put("disk_free", seen.space().free());
        fields.put("disk_total", seen.space().total());
        fields.put("in_trouble", inTrouble(seen));
        fields.put("health", seen.health().value());
        fields.put(
                "instances", seen.instances().stream().map(InstanceView::fields).toList());
        return fields;
    }

    private static List<String> inTrouble(Seen seen) {
        return Stream.concat(
                        seen.health().items("problems").stream().map(problem -> problem.string("instance_name")),
                        seen.instances().stream().filter(Status::isInTrouble).map(instance -> instance.string("name")))
                .distinct()
                .toList();
    }
}
