package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/**
 * Counts the SQL statements that requests take, {@code begin} and {@code commit} with them, at the door of the SQLite driver: the flight
 * recorder of the running control plane counts its calls. What runs beside the requests is counted alone before, and taken off.
 */
final class Statements {
    private static final String DOOR = "org.sqlite.core.DB::execute";
    private static final String EVENT = "jdk.MethodTiming";
    private static final int REQUESTS = 500;
    private static final Duration IDLE = Duration.ofSeconds(9);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Coffer coffer;
    private final Api api;

    Statements(Coffer coffer, Api api) {
        this.coffer = coffer;
        this.api = api;
    }

    /** Work whose statements are counted. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** The statements of one request, to a tenth. */
    double of(String path) throws IOException, InterruptedException {
        double aside = count(() -> Thread.sleep(IDLE)) / (double) IDLE.toSeconds();
        long begin = System.nanoTime();
        long all = count(() -> {
            for (int i = 0; i < REQUESTS; i++) {
                api.read(path);
            }
        });
        double seconds = (System.nanoTime() - begin) / 1e9;
        return Math.round(10 * (all - aside * seconds) / REQUESTS) / 10.0;
    }

    private long count(Work work) throws IOException, InterruptedException {
        Path file = coffer.home().resolve("statements.jfr");
        jcmd("JFR.start", "name=statements", "settings=default", "method-timing=" + DOOR);
        try {
            work.run();
        } finally {
            jcmd("JFR.stop", "name=statements", "filename=" + file);
        }
        long calls = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            if (event.getEventType().getName().equals(EVENT)) {
                calls = Math.max(calls, event.getLong("invocations"));
            }
        }
        Files.delete(file);
        if (calls == 0) {
            throw new NotMeasured("The control plane's statements could not be counted.");
        }
        return calls;
    }

    private void jcmd(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(coffer.usage().pid())));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new NotMeasured("jcmd failed:%n%s".formatted(said));
        }
    }
}
