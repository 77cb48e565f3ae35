package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Wrk.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One instance out of many. */
final class ShowInstance implements Figure {
    private static final int MANY = 10_000;
    private static final double RATE = 3000;
    private static final int ASKED = 200;
    private static final Duration STALE = Duration.ofSeconds(5);

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String sentence() {
        return "GET instances/ID, 32 connections, %,d instances; and while the instance's agent hangs".formatted(MANY);
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        List<Measurement> measurements = new ArrayList<>(many(stage));
        measurements.add(hanging(stage));
        return measurements;
    }

    /** The instance's agent is stopped in the middle of what it does, and answers nothing. */
    private static Measurement hanging(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet();
        String id = set.ids().getLast();
        stage.say("asking for an instance whose agent hangs");
        long agent = set.agent(id).pid();
        signal("STOP", agent);
        try {
            Thread.sleep(STALE);
            long slowest = 0;
            for (int i = 0; i < ASKED; i++) {
                long begin = System.nanoTime();
                set.api().read("/instances/" + id);
                slowest = Math.max(slowest, System.nanoTime() - begin);
            }
            return Measurement.atMost(
                    1,
                    "show while its agent hangs, slowest of " + ASKED,
                    slowest / 1e9,
                    "s",
                    "Trove: 15 s when the guest is dead");
        } finally {
            signal("CONT", agent);
            set.awaitHealthy(id);
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .start()
                .waitFor();
        if (exit != 0) {
            throw new NotMeasured("Process %d cannot be sent SIG%s.".formatted(pid, name));
        }
    }

    private static List<Measurement> many(Stage stage) throws IOException, InterruptedException {
        Fleet fleet = Fleet.start(stage, MANY);
        try (Coffer coffer = fleet.coffer()) {
            stage.say("asking for one instance");
            String id = fleet.ids().get(MANY / 2);
            Load load = new Wrk(coffer, fleet.api()).load(fleet.api().uri("/instances/" + id));
            return List.of(
                    Measurement.atLeast(
                            RATE, "show at %,d instances".formatted(MANY), load.rate(), "/s", "Trove: 37-59 /s"),
                    Measurement.told("show: CPU time of a request", load.cpuMillis(), "ms"),
                    Measurement.told("show: 99 % are faster than", load.slowMillis(), "ms"));
        }
    }
}
