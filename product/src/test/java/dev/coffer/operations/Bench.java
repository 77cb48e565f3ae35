package dev.coffer.operations;

import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.Runner;
import dev.coffer.durable.Unobserved;
import dev.coffer.engine.Engines;
import dev.coffer.log.Requests;
import dev.coffer.model.Access;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.model.ModuleType;
import dev.coffer.model.Parameter;
import dev.coffer.model.ParameterSet;
import dev.coffer.model.Silence;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.operations.health.Watch;
import dev.coffer.store.Outbox;
import dev.coffer.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A control plane without sockets: a real store in a file, simulated guests, a clock and a runner that are moved by hand. */
final class Bench implements AutoCloseable {
    private static final int TURNS = 2_000;
    /** Id of the datastore version before the one instances have. */
    static final String OLD = "o";
    /** Ids of two versions of an engine whose replicas must be of their primary's version. */
    static final String OLD_RIGID = "ro";

    static final String RIGID = "r";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    final InstantSource clock = () -> now;
    final Store store;
    final SimulatedGuests guests;
    final StoredOperations operations;
    /** Where images come from. */
    Function<String, Path> images = name -> Path.of("/images", name);

    private Runner runner;
    private String filed = "";
    private boolean closed;

    Bench(Path file) {
        this(clock -> Store.open("jdbc:sqlite:" + file, "", "", clock));
        store.change(tx -> {
            tx.flavors().put(new Flavor("1", "tiny", 512, 1, 0, 0));
            tx.flavors().put(new Flavor("2", "small", 1_024, 2, 0, 0));
            tx.datastores().put(new Datastore("ds", "mariadb", "v"));
            tx.datastores()
                    .put(new DatastoreVersion("v", "ds", "mariadb", "11.8", "11.8", "mariadb", "mariadb-11.8", true));
            tx.datastores()
                    .put(new DatastoreVersion(
                            OLD, "ds", "mariadb", "10.11", "10.11", "mariadb", "mariadb-10.11", true));
        });
    }

    /** Over a store that another one has furnished. */
    Bench(Function<InstantSource, Store> opener) {
        store = opener.apply(clock);
        guests = new SimulatedGuests(store);
        Rooms rooms = new Rooms(store, guests, guests, guests, new Trees(), Engines.shipped(), clock);
        operations = new StoredOperations(store, rooms, new Requests());
        runner = new Runner(store.operationLog(), operations, clock, "bench", new Unobserved());
    }

    private final class Trees implements Rooms.ImageTrees {
        @Override
        public Path fetch(String name, Consumer<String> progress) {
            return images.apply(name);
        }

        @Override
        public ParameterSet parameters(String name) {
            Path _ = images.apply(name);
            return new ParameterSet(
                    ParameterSet.source(name, "0"),
                    List.of(new Parameter("slow", Parameter.Type.BOOLEAN, null, null, List.of(), true, null)));
        }
    }

    /** A group of the instances' version, without a tenant. */
    void group(String id, Map<String, String> settings) {
        store.change(tx -> tx.configurations()
                .insert(new ConfigurationGroup(id, "p", id, null, "v", "{}", settings, now, now, 0)));
    }

    /** Says on the row that the instance has this group. */
    void attach(String instance, String group) {
        store.change(
                tx -> tx.instances().update(tx.instances().require(instance).withConfiguration(group)));
    }

    /** A new control plane, the only one, over the same store and guests. */
    void restart() {
        store.change(tx -> tx.operations().endLeases());
        runner = new Runner(store.operationLog(), operations, clock, "bench-" + now, new Unobserved());
    }

    void instance(String id, @Nullable String replicaOf) {
        unmade(id, replicaOf);
        String address = guests.allocate(id, 3306);
        store.change(tx -> tx.instances().update(tx.instances().require(id).withAddresses(address, null)));
    }

    /** A row and nothing else yet. */
    void unmade(String id, @Nullable String replicaOf) {
        store.change(tx -> tx.instances()
                .insert(new Instance(
                        id,
                        "p",
                        id,
                        "v",
                        "1",
                        1,
                        null,
                        Access.UNSTATED,
                        Task.NONE,
                        null,
                        null,
                        null,
                        null,
                        "a",
                        replicaOf,
                        now,
                        now,
                        1)));
    }

    /** Two modules; the first is applied after the second. */
    void modules() {
        store.change(tx -> {
            for (int number = 1; number <= 2; number++) {
                String id = "5d000000-0000-4000-8000-00000000000" + number;
                tx.modules()
                        .insert(
                                new GuestModule(
                                        id,
                                        "p",
                                        "m" + number,
                                        ModuleType.PING,
                                        null,
                                        null,
                                        null,
                                        new GuestModule.Rules(false, true, false, number == 2, 5, false),
                                        "md5-" + number,
                                        now,
                                        now),
                                "message=" + number);
            }
        });
    }

    void has(String instance, String module, AppliedModule.State state) {
        store.change(tx -> tx.appliedModules().put(new AppliedModule(instance, module, "old", state, null, now, now)));
    }

    /** These run the version before. */
    void age(String... ids) {
        for (String id : ids) {
            guests.guest(id).version = "10.11";
            guests.guest(id).dataVersion = "10.11";
            store.change(tx -> tx.instances().update(tx.instances().require(id).withDatastoreVersion(OLD)));
        }
    }

    /** These are of the older version of the engine whose replicas are copies. */
    void rigid(String... ids) {
        store.change(tx -> {
            tx.datastores().put(new Datastore("rs", "postgresql", RIGID));
            tx.datastores()
                    .put(new DatastoreVersion(RIGID, "rs", "postgresql", "18", "18", "postgresql", "pg-18", true));
            tx.datastores()
                    .put(new DatastoreVersion(OLD_RIGID, "rs", "postgresql", "17", "17", "postgresql", "pg-17", true));
        });
        for (String id : ids) {
            guests.guest(id).version = "17";
            guests.guest(id).dataVersion = "17";
            store.change(tx -> tx.instances().update(tx.instances().require(id).withDatastoreVersion(OLD_RIGID)));
        }
    }

    void tasks(Task task, String... ids) {
        for (String id : ids) {
            store.change(tx -> tx.instances().update(tx.instances().require(id).withTask(task, null)));
        }
    }

    String file(Action action, List<String> instances) {
        filed = store.write(tx -> operations.file(tx, action, instances));
        return filed;
    }

    /** Runs what is due now. */
    void turn() {
        while (runner.runDue()) {
            // until nothing is due
        }
    }

    /** The control plane is down for that long. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** The outbox has a reply to this command, of now. */
    void replied(String commandId, String instanceId) {
        store.change(tx ->
                tx.outbox().put(new Outbox.Message(commandId, instanceId, null, 1, now, now, "", now, now, "{}")));
    }

    /** One look at the health of all, and what it files. */
    void watch() {
        look();
        turn();
    }

    /** As {@link #watch}, without running what is filed. */
    void look() {
        Silence silence = new Silence(Duration.ofDays(1), clock.instant());
        try (Watch watch = new Watch(store, guests, operations, silence, clock)) {
            watch.look();
        }
    }

    OperationState run() {
        return run(filed);
    }

    /** Lets time pass until the operation has ended. */
    OperationState run(String operation) {
        for (int turn = 0; turn < TURNS; turn++) {
            turn();
            Operation seen = store.read(tx -> tx.operations().find(operation)).orElseThrow();
            if (seen.state().isEnd()) {
                return seen.state();
            }
            now = now.plus(Duration.ofSeconds(1));
        }
        throw new AssertionError(
                "The operation is stuck: " + store.read(tx -> tx.operations().find(operation))
                        + store.read(tx -> tx.operations().steps(operation)));
    }

    Instance row(String id) {
        return store.read(tx -> tx.instances().require(id));
    }

    /** What the tenant is told is wrong; empty when nothing is. */
    String sentence(String id) {
        Trouble trouble = row(id).trouble();
        return trouble == null ? "" : trouble.message();
    }

    List<Instance> rows(Collection<String> ids) {
        return ids.stream().map(this::row).toList();
    }

    String address(String id) {
        return String.valueOf(row(id).address());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        runner.close();
        store.close();
    }
}
