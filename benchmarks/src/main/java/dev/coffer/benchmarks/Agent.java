package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What an agent takes of its instance's host: of three agents the one that takes most. */
final class Agent implements Figure {
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final int STARTS = 3;
    private static final String CONNECTED = "Connected to";

    private final Datastore datastore;

    Agent(Datastore datastore) {
        this.datastore = datastore;
    }

    @Override
    public String name() {
        return datastore.figure("agent");
    }

    @Override
    public String sentence() {
        return "agent beside %s: resident memory, CPU when idle for %d s, CPU of a start until it is connected"
                .formatted(datastore.engine().title(), IDLE.toSeconds());
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet(datastore);
        stage.say("watching idle agents for %d s", IDLE.toSeconds());
        List<Double> before = new ArrayList<>();
        for (String id : set.ids()) {
            before.add(set.agent(id).cpuSeconds());
        }
        Thread.sleep(IDLE);
        double busiest = 0;
        double largest = 0;
        double unshared = 0;
        for (int i = 0; i < before.size(); i++) {
            Usage agent = set.agent(set.ids().get(i));
            busiest = Math.max(busiest, agent.cpuSeconds() - before.get(i));
            largest = Math.max(largest, agent.resident());
            unshared = Math.max(unshared, agent.unshared());
        }
        return List.of(
                Measurement.atMost(64, "agent, resident", largest, "MiB", "Trove's agent: 116-120 MB"),
                Measurement.told("of that, shared with nobody", unshared, "MiB"),
                Measurement.atMost(0.5, "agent, CPU when idle", 100 * busiest / IDLE.toSeconds(), "% of a core", ""),
                Measurement.atMost(
                        0.3,
                        "agent, CPU of a start until connected",
                        start(stage, set),
                        "s",
                        "Trove's agent: 1.7-2.3 s"));
    }

    /** It is killed; the control plane notices and starts it again. The middle of three. */
    private static double start(Stage stage, ReplicaSet set) throws IOException, InterruptedException {
        String id = set.ids().getLast();
        List<Double> starts = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            stage.say("killing an agent and waiting for it");
            starts.add(restart(set, id));
            set.awaitHealthy(id);
        }
        return starts.stream().sorted().toList().get(STARTS / 2);
    }

    private static double restart(ReplicaSet set, String id) throws IOException, InterruptedException {
        Path log = set.agentFile(id, "agent.log");
        long connections = connections(log);
        long old = set.agent(id).pid();
        ProcessHandle.of(old).ifPresent(ProcessHandle::destroyForcibly);
        long until = System.nanoTime() + START.toNanos();
        while (connections(log) == connections) {
            if (System.nanoTime() > until) {
                throw new NotMeasured("The agent of %s was not started again within %s.".formatted(id, START));
            }
            Thread.sleep(LOOK);
        }
        return set.agent(id).cpuSeconds();
    }

    private static long connections(Path log) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(CONNECTED)).count();
        }
    }
}
