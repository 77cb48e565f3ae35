package dev.coffer.api;

import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The hundred instances of the recorded project, two of another one, and one that a client was building. */
final class WireInstances implements WireTopic {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public void plant(WireSeed seed) {
        List<Instance> inProject = inProject();
        List<Instance> planted = new ArrayList<>(inProject);
        Instance foreign = Stage.row("inst-00620", WireSeed.FOREIGNERS, "postgresql 17", null, START, Task.NONE);
        planted.add(foreign);
        planted.add(Stage.row("inst-00623", WireSeed.FOREIGNERS, "postgresql 17", foreign, START, Task.NONE));
        seed.stage.store.change(tx -> planted.forEach(tx.instances()::insert));
        seed.stage.store.change(tx -> tx.reports()
                .put(planted.stream()
                        .map(instance -> healthy(instance, seed.stage.now))
                        .toList()));
        seed.name("instance_primary", inProject.get(0).id());
        seed.name("instance_mariadb", inProject.get(1).id());
        seed.name("instance_postgresql", inProject.get(2).id());
        seed.name("instance_replica", inProject.get(3).id());
        seed.name("foreign_instance", foreign.id());
        seed.name("action-restart-ok", "uuid_1", inProject.get(4).id());
    }

    private static List<Instance> inProject() {
        List<String> versions = List.of("mysql 8.4.0", "mariadb 11.4.4", "postgresql 17");
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Instance primary = i % 10 == 3 ? instances.get(i - 3) : null;
            int kind = (primary == null ? i : i - 3) % 3;
            instances.add(Stage.row(
                    "inst-%05d".formatted(i),
                    Stage.PROJECT,
                    versions.get(kind),
                    primary,
                    START.plusSeconds(i),
                    Task.NONE));
        }
        return instances;
    }

    private static Report healthy(Instance instance, Instant at) {
        return new Report(
                instance.id(), at, ServiceStatus.HEALTHY, null, null, null, null, 314_572_800L, 1, null, Map.of());
    }

    /** A client made one in a record that is left out, before the others of clients; another was gone in the meantime. */
    @Override
    public void before(WireSeed seed, Exchange exchange) {
        Stage stage = seed.stage;
        if (exchange.isOfClient()) {
            Instance building = building();
            stage.store.change(tx -> {
                if (tx.instances().find(building.id()).isEmpty()) {
                    tx.instances().insert(building);
                }
            });
        }
    }

    @Override
    public void after(WireSeed seed, Exchange exchange, Response answer) {
        if (exchange.name().equals("instance-delete-again")) {
            seed.stage.store.change(tx -> tx.instances().delete(seed.named("instance_new"), seed.stage.now));
        }
    }

    private static Instance building() {
        Instance row = Stage.row("cli-1", WireSeed.PROJECT2, "mysql 8.4.0", null, START, Task.BUILDING);
        return new Instance(
                row.id(),
                row.projectId(),
                row.name(),
                row.datastoreVersionId(),
                row.flavorId(),
                1,
                null,
                new Access(true, List.of()),
                Task.BUILDING,
                null,
                null,
                "10.0.0.5",
                null,
                row.replicaSetId(),
                null,
                START,
                START,
                0);
    }
}
