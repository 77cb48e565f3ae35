package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "logs",
        description = {
            "Shows what the Coffer of this machine and its agents log, in the order of time.",
            "Without a filter: the end of it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  coffer logs -f",
            "  coffer logs --level warn --since 1h",
            "  coffer logs --operation 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e",
            "  coffer logs --request req-0d0c2f4e-4a57-4f5b-9c1e-7f3c2a1b0d9e --json"
        })
final class Logs implements Callable<Integer> {
    private static final int USUAL = 50;
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Terminal terminal;
    private final Installations installations;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "How many lines (default: 50; with a filter: all).")
    private @Nullable Integer lines;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is written from now on.")
    private boolean follow;

    @Option(
            names = "--operation",
            paramLabel = "ID",
            description = "Only what belongs to this operation; the beginning of its id is enough.")
    private @Nullable String operation;

    @Option(
            names = "--request",
            paramLabel = "ID",
            description = "Only what this request to the API brought about (req-…).")
    private @Nullable String request;

    @Option(names = "--instance", paramLabel = "ID", description = "Only what is about this instance (its id).")
    private @Nullable String instance;

    @Option(names = "--level", paramLabel = "LEVEL", description = "Only this level and worse: info, warn, error.")
    private @Nullable String level;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only from then on: 30s, 10m, 2h, 1d, or a time in UTC.")
    private @Nullable String since;

    @Option(names = "--json", description = "Lines as they are in the files, one JSON object each.")
    private boolean json;

    Logs(Terminal terminal, Installations installations) {
        this.terminal = terminal;
        this.installations = installations;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (lines != null && lines < 0) {
            throw Failure.usage("There is no end of %d lines.".formatted(lines), "Give -n a number from 0 on.");
        }
        List<String> ids = Stream.of(operation, request, instance)
                .filter(Objects::nonNull)
                .map(String::strip)
                .toList();
        LogFilter filter = LogFilter.of(ids, level, since, Instant.now());
        Path log = home.of(installations).log();
        if (!Files.exists(log)) {
            throw Failure.refused("There is no log %s yet.".formatted(log), "Start Coffer: coffer up");
        }
        if (!Files.isReadable(log)) {
            throw Failure.refused("You may not read %s.".formatted(log), "Run this as the user who started Coffer.");
        }
        Map<Path, Followed> followed = new HashMap<>();
        LogSource.all(log).forEach(source -> followed.put(source.file(), Followed.fromItsEnd(source)));
        show(past(log, filter));
        if (follow) {
            follow(log, filter, followed);
        }
        return 0;
    }

    private List<LogEntry> past(Path log, LogFilter filter) {
        int most = lines != null ? lines : filter.isEmpty() ? USUAL : Integer.MAX_VALUE;
        List<LogEntry> all = LogSource.all(log).stream()
                .flatMap(source -> (filter.isEmpty() ? source.tail(most) : source.search(filter, most)).stream())
                .sorted(Comparator.comparing(LogEntry::time))
                .toList();
        return all.subList(Math.max(0, all.size() - most), all.size());
    }

    private record Followed(LogSource source, LogFile file) {
        static Followed fromItsEnd(LogSource source) {
            return new Followed(source, LogFile.fromItsEnd(source.file()));
        }

        /** One that came while others were followed. */
        static Followed whole(LogSource source) {
            return new Followed(source, LogFile.fromItsBegin(source.file()));
        }

        Stream<LogEntry> news() {
            return file.news().stream().map(source::entry);
        }
    }

    private void follow(Path log, LogFilter filter, Map<Path, Followed> followed) throws InterruptedException {
        while (true) {
            LogSource.all(log).forEach(source -> followed.computeIfAbsent(source.file(), _ -> Followed.whole(source)));
            List<LogEntry> news = new ArrayList<>();
            followed.values().forEach(each -> each.news().filter(filter::takes).forEach(news::add));
            news.sort(Comparator.comparing(LogEntry::time));
            show(news);
            Thread.sleep(LOOK);
        }
    }

    private void show(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            terminal.print(json ? entry.raw() : entry.forPeople());
        }
        terminal.out().flush();
    }
}
