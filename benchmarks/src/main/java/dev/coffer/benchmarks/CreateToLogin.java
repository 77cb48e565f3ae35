package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the request for an instance to its tenant's first login, beside the engine's own programs doing it alone. */
final class CreateToLogin implements Figure {
    private static final int TIMES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(10);

    private final Datastore datastore;
    private final Bare.Words words;
    private final double ours;

    /** @param ours seconds that Coffer may add */
    CreateToLogin(Datastore datastore, Bare.Words words, double ours) {
        this.datastore = datastore;
        this.words = words;
        this.ours = ours;
    }

    @Override
    public String name() {
        return datastore.figure("create");
    }

    @Override
    public String sentence() {
        return "create of a %s %s until its tenant is logged in, beside bare %s"
                .formatted(datastore.engine().title(), datastore.version(), words.programs());
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet(datastore); // its making also got the image
        Path image =
                set.coffer().home().resolve("images").resolve(datastore.image()).resolve("tree");
        List<Double> made = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            stage.say("creating an instance, then the bare engine");
            made.add(create(set, "bench-" + i));
            try (Bare alone = stage.closeLater(Bare.prepare(image))) {
                bare.add(alone.start(words));
            }
        }
        double middle = Clock.middle(bare);
        return List.of(
                Measurement.atMost(
                        middle + ours,
                        "create until the tenant is logged in",
                        Clock.middle(made),
                        "s",
                        "bare %s: %s s".formatted(words.programs(), Results.number(middle))),
                Measurement.told("of that, Coffer's", Clock.middle(made) - middle, "s"));
    }

    private double create(ReplicaSet set, String name) throws IOException, InterruptedException {
        Api api = set.api();
        long begin = System.nanoTime();
        String id = api.send("POST", "/instances", datastore.order(name), 200)
                .at("/instance/id")
                .asString();
        String address = "";
        while (address.isEmpty() || !datastore.admits(address)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new NotMeasured("Nobody can log in to %s: %s".formatted(id, api.read("/instances/" + id)));
            }
            Thread.sleep(LOOK);
            if (address.isEmpty()) {
                address = api.read("/instances/" + id)
                        .at("/instance/addresses/0/address")
                        .asString("");
            }
        }
        double seconds = Clock.secondsSince(begin);
        set.remove(id);
        return seconds;
    }
}
