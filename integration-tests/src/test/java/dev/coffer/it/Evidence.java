package dev.coffer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a failed run would take with it: what every Java process does at this moment, the commands without an answer, the ends of the
 * logs. It is printed, so that a failure on another machine can be understood, and kept whole in a directory.
 */
final class Evidence {
    private static final int LAST_LINES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Coffer coffer;
    private final Host host;
    private final Path kept;

    private Evidence(Coffer coffer, Host host) throws IOException {
        this.coffer = coffer;
        this.host = host;
        this.kept = Files.createTempDirectory(Path.of("/var/tmp"), "coffer-evidence-");
        Files.setPosixFilePermissions(
                kept, PosixFilePermissions.fromString("rwxrwxrwx")); // agents have users of their own
    }

    /** In words. What cannot be had is left out: it must not hide what failed. */
    static String of(Coffer coffer, Host host) throws InterruptedException {
        try {
            return new Evidence(coffer, host).taken();
        } catch (IOException | UncheckedIOException | IllegalStateException | AssertionError e) {
            return "no more evidence: " + e;
        }
    }

    private String taken() throws IOException, InterruptedException {
        StringBuilder words = new StringBuilder("All logs and threads are kept in " + kept + "\n");
        words.append("commands without an answer: ").append(host.openCommands()).append('\n');
        for (ProcessHandle process : coffer.processes()) {
            words.append(threads(process));
        }
        try (Stream<Path> instances = Files.list(coffer.home().resolve("instances"))) {
            for (Path instance : instances
                    .filter(path -> Files.isDirectory(path.resolve("agent")))
                    .toList()) {
                words.append(log(instance.resolve("agent/agent.log"), instance.getFileName() + "-agent.log"));
                words.append(log(instance.resolve("log/error.log"), instance.getFileName() + "-error.log"));
            }
        }
        return words.append(log(coffer.home().resolve("server.log"), "server.log"))
                .toString();
    }

    /** Returns why they could not be had; empty when they were, or it is no program of Java. */
    private String threads(ProcessHandle process) throws IOException, InterruptedException {
        String program = process.info().command().orElse("");
        if (!program.endsWith("/java")) {
            return "";
        }
        Path jcmd = Path.of(program).resolveSibling("jcmd");
        String pid = Long.toString(process.pid());
        String file = kept.resolve("threads-" + pid + ".txt").toString();
        Programs.Outcome outcome =
                Programs.outcome(List.of(jcmd.toString(), pid, "Thread.dump_to_file", file), Map.of(), PATIENCE);
        return outcome.exit() == 0 ? "" : "no threads of process %s: %s%n".formatted(pid, outcome.err());
    }

    private String log(Path log, String name) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        Files.copy(log, kept.resolve(name));
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return all.subList(Math.max(0, all.size() - LAST_LINES), all.size()).stream()
                    .collect(Collectors.joining("\n  ", "end of " + name + ":\n  ", "\n"));
        }
    }
}
