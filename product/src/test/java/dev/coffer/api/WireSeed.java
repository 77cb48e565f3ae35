package dev.coffer.api;

import dev.coffer.model.Access;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The state of the Trove that was recorded, and the names that the record gives to parts of it. */
final class WireSeed {
    static final String FOREIGNERS = "f0000000000000000000000000000001";
    static final String PROJECT2 = "20000000000000000000000000000002";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Stage stage;
    final Map<String, String> names = new HashMap<>();

    WireSeed(Stage stage) {
        this.stage = stage;
        names.put("project_id", Stage.PROJECT);
        names.put("project2_id", PROJECT2);
        names.put("other_project_id", Stage.STRANGERS);
        names.put("admin_project_id", Stage.ADMINS);
        for (String datastore : List.of("mysql", "mariadb", "postgresql")) {
            names.put("ds_" + datastore, Stage.datastoreId(datastore));
        }
        name("mysql", "8.4.0", "8.0.36", "5.7.29", "5.6");
        name("mariadb", "11.4.4", "10.6");
        name("postgresql", "17", "16");
        for (int i = 0; i < 20; i++) {
            names.put("configuration_" + i, groupId(i));
        }
        names.put("configuration_in_use", groupId(0));
        names.put("configuration_free", groupId(1));
        names.put("foreign_configuration", Stage.uuid("foreign_configuration"));
    }

    /** The tenth has the least id in the record. */
    private static String groupId(int number) {
        return "%08x-0000-4000-8000-000000000000".formatted(number == 9 ? 0 : number + 1);
    }

    private static ConfigurationGroup group(String id, String projectId, String name) {
        return new ConfigurationGroup(
                id,
                projectId,
                name,
                "seeded",
                Stage.versionId("mysql", "8.4.0"),
                "{\"max_connections\":200,\"wait_timeout\":120}",
                Map.of("max_connections", "200", "wait_timeout", "120"),
                START,
                START,
                0);
    }

    private void name(String datastore, String... versions) {
        for (String version : versions) {
            String key = "dsv_%s_%s".formatted(datastore, version.replace('.', '_'));
            names.put(key, Stage.versionId(datastore, version));
        }
    }

    void plant() {
        List<Instance> planted = new ArrayList<>();
        List<Instance> inProject = new ArrayList<>();
        List<String> versions = List.of("mysql 8.4.0", "mariadb 11.4.4", "postgresql 17");
        for (int i = 0; i < 100; i++) {
            Instance primary = i % 10 == 3 ? inProject.get(i - 3) : null;
            int kind = (primary == null ? i : i - 3) % 3;
            Instance instance = Stage.row(
                    "inst-%05d".formatted(i),
                    Stage.PROJECT,
                    versions.get(kind),
                    primary,
                    START.plusSeconds(i),
                    Task.NONE);
            inProject.add(instance);
            planted.add(instance);
        }
        Instance foreign = Stage.row("inst-00620", FOREIGNERS, "postgresql 17", null, START, Task.NONE);
        planted.add(foreign);
        planted.add(Stage.row("inst-00623", FOREIGNERS, "postgresql 17", foreign, START, Task.NONE));
        stage.store.change(tx -> planted.forEach(tx.instances()::insert));
        plantGroups(inProject);
        stage.store.change(tx -> tx.reports()
                .put(planted.stream()
                        .map(instance -> WireSeed.healthy(instance, stage.now))
                        .toList()));
        names.put("instance_primary", inProject.get(0).id());
        names.put("instance_mariadb", inProject.get(1).id());
        names.put("instance_postgresql", inProject.get(2).id());
        names.put("instance_replica", inProject.get(3).id());
        names.put("foreign_instance", foreign.id());
    }

    private void plantGroups(List<Instance> inProject) {
        stage.store.change(tx -> {
            for (int i = 0; i < 20; i++) {
                tx.configurations().insert(group(groupId(i), Stage.PROJECT, "conf-" + i));
            }
            tx.configurations().insert(group(Stage.uuid("foreign_configuration"), FOREIGNERS, "conf-20"));
            for (int i = 0; i < 100; i += 15) {
                Instance row = tx.instances().require(inProject.get(i).id());
                tx.instances().update(row.withConfiguration(groupId(i % 20)));
            }
        });
    }

    /** A client made it, in a record that is left out, before the others of clients. */
    void plantClients() {
        stage.store.change(tx -> {
            Instance instance = building();
            if (tx.instances().find(instance.id()).isEmpty()) {
                tx.instances().insert(instance);
            }
        });
    }

    /** It was begun in a record that is left out: what changed last. */
    void resize() {
        String id = names.getOrDefault("instance_postgresql", "");
        stage.now = stage.now.plusSeconds(1);
        stage.store.change(
                tx -> tx.instances().update(tx.instances().require(id).withTask(Task.RESIZING, null)));
    }

    private static Instance building() {
        Instance row = Stage.row("cli-1", PROJECT2, "mysql 8.4.0", null, START, Task.BUILDING);
        return new Instance(
                row.id(),
                PROJECT2,
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

    private static Report healthy(Instance instance, Instant at) {
        return new Report(
                instance.id(), at, ServiceStatus.HEALTHY, null, null, null, null, 314_572_800L, 1, null, Map.of());
    }

    /** What a numbered placeholder in a request stands for. */
    String numbered(Exchange exchange) {
        if (exchange.name().startsWith("cli: openstack database configuration list")) {
            return groupId(9);
        }
        if (exchange.name().startsWith("cli: openstack database configuration delete cli-conf")) {
            return stage
                    .store
                    .read(tx -> tx.configurations().page(Optional.of(PROJECT2), Optional.empty(), 100))
                    .stream()
                    .map(listed -> listed.group())
                    .filter(group -> group.name().equals("cli-conf"))
                    .map(ConfigurationGroup::id)
                    .findFirst()
                    .orElse("gone");
        }
        return exchange.name().startsWith("cli:")
                ? Stage.uuid("instance " + PROJECT2 + " cli-1")
                : Stage.uuid("instance " + Stage.PROJECT + " inst-00004");
    }
}
