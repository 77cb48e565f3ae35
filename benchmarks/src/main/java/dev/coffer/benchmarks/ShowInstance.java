package dev.coffer.benchmarks;

import dev.coffer.benchmarks.Wrk.Load;
import java.io.IOException;
import java.util.List;

/** One instance out of many. */
final class ShowInstance implements Figure {
    private static final int MANY = 10_000;
    private static final double RATE = 3000;

    @Override
    public String name() {
        return "show";
    }

    @Override
    public String sentence() {
        return "GET instances/ID, 32 connections, %,d instances".formatted(MANY);
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
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
