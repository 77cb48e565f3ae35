package dev.coffer.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Memory of a control plane that looks after three instances. */
final class ControlPlaneMemory implements Figure {
    private static final Duration SETTLE = Duration.ofSeconds(30);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String sentence() {
        return "control plane: resident memory with three instances";
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet();
        stage.say("letting it settle for %d s", SETTLE.toSeconds());
        Thread.sleep(SETTLE);
        Usage usage = set.coffer().usage();
        return List.of(
                Measurement.atMost(
                        250, "control plane, resident", usage.resident(), "MiB", "Trove: 1.4 GB for its smallest set"),
                Measurement.told("of that, shared with nobody", usage.unshared(), "MiB"));
    }
}
