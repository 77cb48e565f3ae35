package dev.coffer.benchmarks;

import dev.coffer.engine.EngineFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A planned change of the primary, seen by an application that writes all the time and tries again when it is refused. */
final class PlannedPromote implements Figure {
    private static final int TIMES = 3;
    private static final Duration AROUND = Duration.ofSeconds(2);

    private final Datastore datastore;

    PlannedPromote(Datastore datastore) {
        this.datastore = datastore;
    }

    @Override
    public String name() {
        return datastore.figure("promote");
    }

    @Override
    public String sentence() {
        return "planned promotion of a replica of %s: longest pause of a client that writes and retries"
                .formatted(datastore.engine().title());
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet(datastore);
        double longest = 0;
        try {
            for (int i = 0; i < TIMES; i++) {
                stage.say("promoting a replica under writes");
                longest = Math.max(longest, gap(set));
            }
        } catch (EngineFailure e) {
            throw new NotMeasured("The databases could not be used: " + e.getMessage(), e);
        }
        return List.of(Measurement.atMost(1.0, "longest pause of %d promotions".formatted(TIMES), longest, "s", ""));
    }

    private double gap(ReplicaSet set) throws IOException, InterruptedException {
        String replica = replica(set);
        List<String> addresses = List.of(set.address(primary(set)), set.address(replica));
        try (Writer writer = Writer.start(datastore, addresses)) {
            Thread.sleep(AROUND);
            writer.reset();
            set.api().send("POST", "/instances/" + replica + "/action", "{\"promote_to_replica_source\": {}}", 202);
            set.awaitHealthy(replica);
            Thread.sleep(AROUND);
            double longest = writer.longestGap();
            writer.close();
            Set<Long> lost = writer.acknowledged();
            lost.removeAll(Writer.rows(datastore, addresses.getLast()));
            if (!lost.isEmpty()) {
                throw new NotMeasured("%d acknowledged rows were lost.".formatted(lost.size()));
            }
            return longest;
        }
    }

    private static String primary(ReplicaSet set) throws IOException, InterruptedException {
        for (String id : set.ids()) {
            if (!set.api().read("/instances/" + id).get("instance").has("replica_of")) {
                return id;
            }
        }
        throw new NotMeasured("There is no primary.");
    }

    private static String replica(ReplicaSet set) throws IOException, InterruptedException {
        String primary = primary(set);
        return set.ids().stream().filter(id -> !id.equals(primary)).findFirst().orElseThrow();
    }
}
