package dev.coffer.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The start of the control plane until its API answers. What is promised is CPU time, which other load does not change. */
final class ControlPlaneStart implements Figure {
    private static final int STARTS = 3;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String sentence() {
        return "control plane: from its start until the API answers";
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        try (Coffer coffer = stage.coffer()) {
            Coffer.Start first = coffer.start();
            coffer.stop();
            List<Coffer.Start> starts = new ArrayList<>();
            for (int i = 0; i < STARTS; i++) {
                starts.add(coffer.start());
                coffer.stop();
            }
            starts.sort(Comparator.comparing(Coffer.Start::cpuSeconds));
            Coffer.Start middle = starts.get(STARTS / 2);
            return List.of(
                    Measurement.atMost(
                            1.5,
                            "start until the API answers, CPU time",
                            middle.cpuSeconds(),
                            "s",
                            "Trove: 1.5 s for its API alone, about 10 s with what it needs"),
                    Measurement.told("the same, by the clock", seconds(middle), "s"),
                    Measurement.told("first start in a new home, CPU time", first.cpuSeconds(), "s"),
                    Measurement.told("the same, by the clock", seconds(first), "s"));
        }
    }

    private static double seconds(Coffer.Start start) {
        return start.wall().toMillis() / 1000.0;
    }
}
