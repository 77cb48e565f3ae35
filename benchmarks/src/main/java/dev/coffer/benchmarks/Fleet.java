package dev.coffer.benchmarks;

import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A control plane with many instances in one project, none of which has a server: rows as creating them would have left, every fourth
 * a replica, each with the report of a healthy engine.
 */
final class Fleet {
    private static final int AT_ONCE = 1000;
    private static final int SET = 4;

    private final Coffer coffer;
    private final Api api;
    private final List<String> ids;

    private Fleet(Coffer coffer, Api api, List<String> ids) {
        this.coffer = coffer;
        this.api = api;
        this.ids = List.copyOf(ids);
    }

    /** Starts a control plane with so many instances. */
    static Fleet start(Stage stage, int size) throws IOException, InterruptedException {
        Coffer coffer = stage.coffer();
        coffer.start(); // makes the project and the catalogue
        String project = coffer.login().project();
        coffer.stop();
        stage.say("making %,d instances", size);
        List<String> ids;
        try (Store store = store(coffer, InstantSource.system())) {
            ids = seed(store, project, size);
            Crowd.invite(store, ids);
        }
        coffer.start();
        return new Fleet(coffer, coffer.login(), ids);
    }

    Coffer coffer() {
        return coffer;
    }

    Api api() {
        return api;
    }

    List<String> ids() {
        return ids;
    }

    /** Its metadata store, beside the control plane or when that does not run. */
    Store store(InstantSource clock) {
        return store(coffer, clock);
    }

    private static Store store(Coffer coffer, InstantSource clock) {
        return Store.open("jdbc:sqlite:" + coffer.home().resolve("control/coffer.db"), "", "", clock);
    }

    private static List<String> seed(Store store, String project, int size) {
        List<String> ids = new ArrayList<>();
        String version =
                store.read(tx -> tx.datastores().allVersions().getFirst().id());
        String flavor = store.read(tx -> tx.flavors().all().getFirst().id());
        while (ids.size() < size) {
            List<Instance> batch = new ArrayList<>();
            while (batch.size() < AT_ONCE && ids.size() < size) {
                Instance instance = instance(ids, project, version, flavor);
                batch.add(instance);
                ids.add(instance.id());
            }
            store.change(tx -> {
                batch.forEach(tx.instances()::insert);
                tx.reports().put(batch.stream().map(Fleet::report).toList());
            });
        }
        return ids;
    }

    /** Sets of a primary and a replica, and single instances. */
    private static Instance instance(List<String> before, String project, String version, String flavor) {
        int number = before.size();
        String id = UUID.randomUUID().toString();
        String primary = number % SET == SET - 1 ? before.getLast() : null;
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis() - number);
        return new Instance(
                id,
                project,
                "instance-" + number,
                version,
                flavor,
                1,
                null,
                Access.UNSTATED,
                Task.NONE,
                null,
                null,
                "127.99.%d.%d".formatted(number / 250, 1 + number % 250),
                null,
                primary == null ? id : primary,
                primary,
                now,
                now,
                0);
    }

    private static Report report(Instance instance) {
        return new Report(
                instance.id(),
                Instant.now(),
                ServiceStatus.HEALTHY,
                "11.8.6-MariaDB-log",
                instance.isReplica() ? Role.REPLICA : Role.PRIMARY,
                "0-1-1234",
                instance.isReplica() ? 0.0 : null,
                123_456_789L,
                1,
                null,
                Map.of("connections", 3.0, "queries", 123_456.0, "uptime", 3_600.0));
    }
}
