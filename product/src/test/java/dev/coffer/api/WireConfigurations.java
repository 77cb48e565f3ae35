package dev.coffer.api;

import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.Instance;
import java.time.Instant;
import java.util.Map;

/** Twenty configuration groups of the recorded project, of which every fifteenth instance has one, and one of another project. */
final class WireConfigurations implements WireTopic {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int GROUPS = 20;

    @Override
    public void plant(WireSeed seed) {
        seed.name("configuration_in_use", id(0));
        seed.name("configuration_free", id(1));
        String foreign = Stage.uuid("foreign_configuration");
        seed.name("foreign_configuration", foreign);
        seed.name("instance_with_configuration", instance(15));
        seed.stage.store.change(tx -> {
            for (int i = 0; i < GROUPS; i++) {
                tx.configurations().insert(group(id(i), Stage.PROJECT, "conf-" + i));
            }
            tx.configurations().insert(group(foreign, WireSeed.FOREIGNERS, "conf-20"));
            for (int i = 0; i < 100; i += 15) {
                Instance row = tx.instances().require(instance(i));
                tx.instances().update(row.withConfiguration(id(i % GROUPS)));
            }
        });
    }

    private static String instance(int number) {
        return Stage.uuid("instance %s inst-%05d".formatted(Stage.PROJECT, number));
    }

    /** The tenth has the least id in the record, and the ninth the next. */
    private static String id(int number) {
        int place = number == 9 || number == 8 ? 9 - number : number + 2;
        return "%08x-0000-4000-8000-000000000000".formatted(place);
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
}
