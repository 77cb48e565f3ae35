package dev.coffer.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Reports of very many agents at one control plane with SQLite. */
final class Heartbeats implements Figure {
    private static final int AGENTS = 1000;
    /** Twenty times as fast as real agents report, and a seventh of what each may send. */
    private static final Duration PAUSE = Duration.ofMillis(150);

    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration MEASURED = Duration.ofSeconds(15);
    private static final Duration WRITTEN = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "heartbeats";
    }

    @Override
    public String sentence() {
        return "reports of %,d agents with TLS connections of their own, dealt with by one control plane on SQLite"
                .formatted(AGENTS);
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        Fleet fleet = Fleet.start(stage, AGENTS);
        try (Coffer coffer = fleet.coffer()) {
            stage.say("enrolling %,d agents", AGENTS);
            Crowd crowd = new Crowd(fleet, PAUSE);
            double rate;
            double cpu;
            try (crowd) {
                crowd.gather(stage);
                stage.say("all report");
                Thread.sleep(WARM_UP);
                long before = crowd.drained();
                double cpuBefore = coffer.usage().cpuSeconds();
                long begin = System.nanoTime();
                Thread.sleep(MEASURED);
                long count = crowd.drained() - before;
                rate = count / ((System.nanoTime() - begin) / 1e9);
                cpu = 1000 * (coffer.usage().cpuSeconds() - cpuBefore) / count;
            }
            Thread.sleep(WRITTEN);
            long missing = crowd.missing();
            if (missing > 0) {
                throw new NotMeasured("The last reports of %d agents were not stored.".formatted(missing));
            }
            return List.of(
                    Measurement.atLeast(
                            5000, "reports dealt with by one node", rate, "/s", "Trove's conductor: 203 /s"),
                    Measurement.told("offered at most", AGENTS * 1000.0 / PAUSE.toMillis(), "/s"),
                    Measurement.told("CPU time of a report", cpu, "ms"),
                    Measurement.told(
                            "memory of the control plane, resident",
                            coffer.usage().resident(),
                            "MiB"));
        }
    }
}
