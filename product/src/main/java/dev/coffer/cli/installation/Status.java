package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.cli.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description = {
            "Shows how the Coffer of this machine and its instances are, problems first.",
            "Exit code 0: all is well; 1: there is trouble; 3: it does not run."
        },
        footerHeading = "%nExample:%n",
        footer = "  coffer status")
final class Status implements Callable<Integer> {
    private static final Set<String> WELL = Set.of("HEALTHY", "ACTIVE", "RESTART_REQUIRED", "");
    private static final Set<String> BAD = Set.of("ERROR", "FAILED", "BLOCKED", "UNKNOWN");
    private static final int NOT_RUNNING = 3;

    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    @Mixin
    private Output output = new Output();

    Status(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    @Override
    public Integer call() {
        Installation installation = home.of(installations);
        Optional<Installation.Running> running = installation.running();
        boolean answers = installation.answers();
        List<Json> instances = answers && running.isPresent() ? instances(installation) : List.of();
        boolean trouble = instances.stream().anyMatch(Status::isInTrouble);
        if (output.isTable()) {
            tell(installation, running, answers);
            if (!instances.isEmpty()) {
                terminal.print("");
                Output.table().list(terminal, InstanceView.COLUMNS, instances);
            }
            instances.stream().filter(Status::isInTrouble).forEach(this::tellTrouble);
        } else {
            output.show(terminal, fields(installation, running, answers, instances));
        }
        return running.isEmpty() ? NOT_RUNNING : answers && !trouble ? 0 : Failure.Reason.REFUSED.exitCode();
    }

    private static List<Json> instances(Installation installation) {
        List<Json> instances = installation.trove().all("/instances/detail", "instances");
        return InstanceView.sorted(instances).stream()
                .sorted(Comparator.comparing(instance -> !isInTrouble(instance)))
                .toList();
    }

    private static boolean isInTrouble(Json instance) {
        String status = instance.string("status");
        return BAD.contains(status) || status.equals("ACTIVE") && !WELL.contains(instance.string("operating_status"));
    }

    private void tell(Installation installation, Optional<Installation.Running> running, boolean answers) {
        if (running.isEmpty()) {
            terminal.print(
                    answers
                            ? "Coffer does not run in %s, but something else answers at %s."
                                    .formatted(installation.home(), installation.api())
                            : "Coffer does not run. Start it with: coffer up");
            return;
        }
        long pid = running.get().pid();
        terminal.print("Coffer %s, process %d, for %s, home %s"
                .formatted(
                        answers
                                ? "answers at " + installation.api()
                                : "runs, but does not answer at " + installation.api(),
                        pid,
                        age(running.get().since()),
                        installation.home()));
        if (!answers) {
            terminal.print("What it does: coffer logs");
        }
    }

    private void tellTrouble(Json instance) {
        String message = instance.at("fault").string("message");
        terminal.print("%n%s is not well: %s%nMore: coffer instance show %s; coffer operation list %s"
                .formatted(
                        instance.string("name"),
                        message.isEmpty()
                                ? "its database reports " + instance.string("operating_status") + "."
                                : Terminal.harmless(message),
                        instance.string("id"),
                        instance.string("id")));
    }

    private static Map<String, @Nullable Object> fields(
            Installation installation, Optional<Installation.Running> running, boolean answers, List<Json> instances) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("running", running.isPresent());
        fields.put("answers", answers);
        fields.put("since", running.map(found -> found.since().toString()).orElse(null));
        fields.put("pid", running.map(Installation.Running::pid).orElse(null));
        fields.put("api", installation.api().toString());
        fields.put("home", installation.home().toString());
        fields.put(
                "in_trouble",
                instances.stream()
                        .filter(Status::isInTrouble)
                        .map(instance -> instance.string("name"))
                        .toList());
        fields.put("instances", instances.stream().map(InstanceView::fields).toList());
        return fields;
    }

    private static String age(Instant since) {
        Duration age = Duration.between(since, Instant.now()).truncatedTo(ChronoUnit.SECONDS);
        return age.toDays() > 0
                ? "%d d %d h".formatted(age.toDays(), age.toHoursPart())
                : age.toHours() > 0
                        ? "%d h %d min".formatted(age.toHours(), age.toMinutesPart())
                        : age.toMinutes() > 0
                                ? "%d min %d s".formatted(age.toMinutes(), age.toSecondsPart())
                                : "%d s".formatted(age.toSeconds());
    }
}
