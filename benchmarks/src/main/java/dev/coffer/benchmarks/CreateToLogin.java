package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the request for an instance to its tenant's first login, beside the engine's own programs doing it alone. */
final class CreateToLogin implements Figure {
    private static final int TIMES = 3;
    private static final double OURS = 1.0;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(10);

    @Override
    public String name() {
        return "create";
    }

    @Override
    public String sentence() {
        return "create of a MariaDB %s until its tenant is logged in, beside bare mariadb-install-db and mariadbd"
                .formatted(ReplicaSet.VERSION);
    }

    @Override
    public List<Measurement> measure(Stage stage) throws IOException, InterruptedException {
        ReplicaSet set = stage.replicaSet(); // its making also got the image
        Path image = set.coffer().home().resolve("images/mariadb-" + ReplicaSet.VERSION + "/tree");
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            stage.say("creating an instance, then the bare engine");
            ours.add(create(set.api(), "bench-" + i));
            try (BareMariadb alone = stage.closeLater(BareMariadb.prepare(image))) {
                bare.add(alone.start());
            }
        }
        double middle = middle(bare);
        return List.of(
                Measurement.atMost(
                        middle + OURS,
                        "create until the tenant is logged in",
                        middle(ours),
                        "s",
                        "bare mariadb-install-db and mariadbd: %s s".formatted(Results.number(middle))),
                Measurement.told("of that, Coffer's", middle(ours) - middle, "s"));
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double create(Api api, String name) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        String id = api.send("POST", "/instances", Tenant.order(name), 200)
                .at("/instance/id")
                .asString();
        String address = "";
        while (!isOpen(address)) {
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
        double seconds = (System.nanoTime() - begin) / 1e9;
        remove(api, id);
        return seconds;
    }

    private static void remove(Api api, String id) throws IOException, InterruptedException {
        api.send("DELETE", "/instances/" + id, "", 202);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (api.isThere("/instances/" + id)) {
            if (System.nanoTime() > until) {
                throw new NotMeasured("Instance %s is not deleted.".formatted(id));
            }
            Thread.sleep(LOOK);
        }
    }

    private static boolean isOpen(String address) {
        if (address.isEmpty()) {
            return false;
        }
        try (Connection connection = Tenant.connect(address)) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }
}
