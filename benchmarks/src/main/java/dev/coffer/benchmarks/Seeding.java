package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The copy of a primary's data from which a replica is made, beside the means by which it is made by hand. */
final class Seeding implements Figure {
    static final int MEBIBYTES = 2_048;

    private static final double LEAST = 0.8;
    private static final int TIMES = 3;
    private static final String FLAVOR = "3";
    private static final int VOLUME = 12;
    private static final String STEP = "copy from primary";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Datastore datastore;
    private final Bare.Words words;

    Seeding(Datastore datastore, Bare.Words words) {
        this.datastore = datastore;
        this.words = words;
    }

    @Override
    public String name() {
        return datastore.figure("seed");
    }

    @Override
    public String sentence() {
        return "copy of %d MiB of %s for a replica, beside bare %s"
                .formatted(MEBIBYTES, datastore.engine().title(), words.copier());
    }

    /** What a copy took, and what the replica took from its order until its tenant sees all data; seconds. */
    private record Took(double copy, double whole) {}

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet(datastore); // its making also got the image
        List<Took> ours = ours(stage, set);
        double bare = bare(
                stage,
                set.coffer().home().resolve("images").resolve(datastore.image()).resolve("tree"));
        double copy = Clock.middle(ours.stream().map(Took::copy).toList());
        double whole = Clock.middle(ours.stream().map(Took::whole).toList());
        return List.of(
                Measurement.atLeast(
                        MEBIBYTES / bare * LEAST,
                        "copy of %d MiB for a replica".formatted(MEBIBYTES),
                        MEBIBYTES / (words.sendsAfterwards() ? whole : copy),
                        "MiB/s",
                        "bare %s: %s MiB/s".formatted(words.copier(), Results.number(MEBIBYTES / bare))),
                Measurement.told("the replica, from its order until its tenant sees all data", whole, "s"));
    }

    private List<Took> ours(Stage stage, ReplicaSet set) throws IOException, InterruptedException {
        stage.say("filling an instance with %d MiB", MEBIBYTES);
        String primary = set.create(datastore.order("filled", FLAVOR, VOLUME));
        words.fill(datastore.tenant(set.address(primary)));
        List<Took> all = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            stage.say("making a replica of it");
            all.add(replica(set, primary));
        }
        set.remove(primary);
        return all;
    }

    private Took replica(ReplicaSet set, String primary) throws IOException, InterruptedException {
        double before = copied(set);
        long begin = System.nanoTime();
        String replica = set.create("""
                {"instance": {"name": "seeded", "replica_of": "%s"}}
                """.formatted(primary));
        Datastore.Tenant tenant = datastore.tenant(set.address(replica));
        while (!words.isFilled(tenant)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new NotMeasured("The replica did not get the primary's data.");
            }
            Thread.sleep(LOOK);
        }
        double whole = Clock.secondsSince(begin);
        double copy = copied(set) - before;
        if (copy == 0) {
            throw new NotMeasured("The copy for the replica had to be made again.");
        }
        set.remove(replica);
        return new Took(copy, whole);
    }

    /** Seconds that all copies of this control plane took. */
    private static double copied(ReplicaSet set) throws IOException, InterruptedException {
        return set.api()
                .metrics(set.coffer().api())
                .filter(line -> line.startsWith("coffer_operation_step_duration_seconds_sum{")
                        && line.contains("step=\"" + STEP + "\"")
                        && line.contains("state=\"done\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private double bare(Stage stage, Path image) throws IOException, InterruptedException {
        try (Bare alone = stage.closeLater(Bare.prepare(image))) {
            stage.say("filling the bare engine");
            double _ = alone.start(words);
            words.fill(alone.port());
            List<Double> all = new ArrayList<>();
            for (int i = 0; i < TIMES; i++) {
                stage.say("copying by %s", words.copier());
                all.add(words.copy(alone));
            }
            return Clock.middle(all);
        }
    }
}
