package dev.coffer.cli.installation;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Times;
import dev.coffer.cli.installation.Status.Seen;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.cli.view.InstanceView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** One screen for an operator: first what is wrong, then what is going on. */
final class StatusScreen {
    private static final int MOST_PROBLEMS = 15;
    private static final int MOST_FAILED = 5;
    private static final int MOST_ROWS = 20;
    private static final double GIB = 1L << 30;

    private final Terminal terminal;
    private final Instant now;

    StatusScreen(Terminal terminal, Instant now) {
        this.terminal = terminal;
        this.now = now;
    }

    void show(Seen seen, List<LogEntry> lastWords) {
        head(seen);
        if (!lastWords.isEmpty()) {
            print("%nThe last warnings in its log:");
            lastWords.forEach(entry -> terminal.print("  " + entry.forPeople()));
        }
        if (!seen.health().isMissing()) {
            summary(seen);
            problems(seen.health().items("problems"));
            instances(seen);
            operations(seen.health().items("operations"));
            failed(seen.health().items("failed"));
            volumes(seen.health().items("volumes_nearly_full"));
        }
        if (seen.space().isLow()) {
            print(
                    "%nThe disk of %s has only %d MiB left: free space.",
                    seen.installation().home(), seen.space().free() >> 20);
        }
    }

    private void print(String format, Object... parts) {
        terminal.print(format.formatted(parts));
    }

    private void head(Seen seen) {
        Installation installation = seen.installation();
        if (seen.running().isEmpty()) {
            print(
                    seen.answers()
                            ? "Coffer does not run in %s, but something else answers at %s."
                                    .formatted(installation.home(), installation.api())
                            : "Coffer does not run. Start it with: coffer up");
            return;
        }
        Installation.Running running = seen.running().get();
        print(
                "Coffer %s at %s, process %d, for %s, home %s",
                seen.answers() ? (seen.health().string("version") + " answers").strip() : "runs, but does not answer",
                installation.api(),
                running.pid(),
                age(running.since()),
                installation.home());
        if (!seen.answers()) {
            print("It may be starting, or it hangs. What it does: coffer logs");
            print("If it hangs: coffer down --keep-instances && coffer up (databases go on serving meanwhile)");
        } else if (seen.health().isMissing()) {
            print("It does not say how it is: %s", Terminal.harmless(seen.silence()));
        }
    }

    private void summary(Seen seen) {
        Json health = seen.health();
        print(
                "Store %s; agents: %s connected, %s not heard of; commands under way: %s; disk: %.1f of %.1f GiB free",
                health.string("store"),
                health.at("agents").string("connected"),
                health.at("agents").string("silent"),
                health.at("outbox").string("unanswered"),
                seen.space().free() / GIB,
                seen.space().total() / GIB);
    }

    private void problems(List<Json> problems) {
        if (problems.isEmpty()) {
            print("%nNothing is wrong.");
            return;
        }
        print("%n%d %s:", problems.size(), problems.size() == 1 ? "problem" : "problems");
        problems.stream().limit(MOST_PROBLEMS).forEach(this::problem);
        if (problems.size() > MOST_PROBLEMS) {
            print("  and %d more: coffer status --json", problems.size() - MOST_PROBLEMS);
        }
    }

    private void problem(Json problem) {
        String instance = problem.string("instance_id");
        print(
                "  %s: %s for %s%s",
                instance.isEmpty() ? "installation" : Terminal.harmless(problem.string("instance_name")),
                problem.string("code"),
                age(problem.string("since")),
                instance.isEmpty() ? "" : " (instance %s)".formatted(instance));
        print("    %s", Terminal.harmless(problem.string("sentence")));
        String operation = operation(problem.at("operation"));
        String doing = problem.string("doing");
        String what = operation.isEmpty() ? doing : doing.isEmpty() ? operation : doing + "; " + operation;
        print("    Coffer: %s", what.isEmpty() ? "nothing by itself" : what);
        if (!problem.string("advice").isEmpty()) {
            print("    You: %s", problem.string("advice"));
        }
    }

    private String operation(Json operation) {
        if (operation.isMissing()) {
            return "";
        }
        String step = operation
                .text("step")
                .map(name ->
                        ", step \"%s\", attempt %s".formatted(Terminal.harmless(name), operation.string("attempts")))
                .orElse("");
        return "operation %s %s%s%s".formatted(operation.string("kind"), operation.string("id"), step, next(operation));
    }

    private String next(Json operation) {
        return Times.parse(operation.string("next_try"))
                .filter(time -> time.isAfter(now) && !operation.string("state").equals("RUNNING"))
                .map(time -> ", goes on within %s".formatted(words(Duration.between(now, time))))
                .orElse("");
    }

    private void instances(Seen seen) {
        print(
                "%nInstances: %s",
                counts(seen.health().at("instances"), seen.health().at("active_instances")));
        if (!seen.instances().isEmpty() && seen.instances().size() <= MOST_ROWS) {
            Output.table().list(terminal, InstanceView.COLUMNS, seen.instances());
        }
    }

    private static String counts(Json statuses, Json operating) {
        if (statuses.members().isEmpty()) {
            return "none";
        }
        String active = words(operating);
        return statuses.members().entrySet().stream()
                .map(count -> "%s %s%s"
                        .formatted(
                                count.getValue().value(),
                                count.getKey(),
                                count.getKey().equals("ACTIVE") ? " (%s)".formatted(active) : ""))
                .collect(Collectors.joining(", "));
    }

    private static String words(Json counts) {
        return counts.members().entrySet().stream()
                .map(count -> count.getValue().value() + " " + count.getKey())
                .collect(Collectors.joining(", "));
    }

    private void operations(List<Json> operations) {
        if (!operations.isEmpty()) {
            print("%nOperations under way:");
            Output.table()
                    .list(
                            terminal,
                            List.of(
                                    Column.of("kind"),
                                    Column.of("state"),
                                    Column.of("step"),
                                    Column.of("attempts"),
                                    Column.of("for", row -> age(row.string("created"))),
                                    Column.of("instance_id"),
                                    Column.of("id"),
                                    Column.of("error")),
                            operations.stream().limit(MOST_ROWS).toList());
        }
    }

    private void failed(List<Json> failed) {
        if (!failed.isEmpty()) {
            print("%nFailed in the last 24 hours: %d", failed.size());
            failed.stream()
                    .limit(MOST_FAILED)
                    .forEach(operation -> print(
                            "  %s ago, %s of %s: %s",
                            age(operation.string("ended")),
                            operation.string("kind"),
                            operation.string("instance_id"),
                            Terminal.harmless(operation.string("error"))));
        }
    }

    private void volumes(List<Json> volumes) {
        if (!volumes.isEmpty()) {
            print("%nVolumes that fill up:");
            volumes.forEach(volume -> print(
                    "  %s: %s %%", Terminal.harmless(volume.string("instance_name")), volume.string("used_percent")));
        }
    }

    private String age(String since) {
        return Times.parse(since).map(this::age).orElse("?");
    }

    private String age(Instant since) {
        return words(Duration.between(since, now));
    }

    private static String words(Duration exact) {
        Duration age = exact.isNegative() ? Duration.ZERO : exact.truncatedTo(ChronoUnit.SECONDS);
        return age.toDays() > 0
                ? "%d d %d h".formatted(age.toDays(), age.toHoursPart())
                : age.toHours() > 0
                        ? "%d h %d min".formatted(age.toHours(), age.toMinutesPart())
                        : age.toMinutes() > 0
                                ? String.format(Locale.ROOT, "%d min %d s", age.toMinutes(), age.toSecondsPart())
                                : "%d s".formatted(age.toSeconds());
    }
}
