package dev.coffer.api;

import dev.coffer.model.Backup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A backup of every other instance of the recorded project, and one of another project. */
final class WireBackups implements WireTopic {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public void plant(WireSeed seed) {
        List<String> versions = List.of("mysql 8.4.0", "mariadb 11.4.4", "postgresql 17");
        List<Backup> backups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String instance = Stage.uuid("instance %s inst-%05d".formatted(Stage.PROJECT, i));
            int kind = (i % 10 == 3 ? i - 3 : i) % 3;
            backups.add(backup(Stage.PROJECT, instance, versions.get(kind), i));
        }
        Backup foreign = backup(WireSeed.FOREIGNERS, seed.named("foreign_instance"), "postgresql 17", 620);
        backups.add(foreign);
        seed.stage.store.change(tx -> backups.forEach(tx.backups()::insert));
        seed.name("backup_0", backups.getFirst().id());
        seed.name("foreign_backup", foreign.id());
        seed.name("backup-delete-ok", "uuid_1", backups.get(30).id());
    }

    private static Backup backup(String project, String instance, String version, int number) {
        String name = "bak-%05d".formatted(number);
        return new Backup(
                Stage.uuid(name),
                project,
                name,
                "seeded",
                instance,
                Stage.uuid("version " + version),
                Backup.State.COMPLETED,
                "http://cloud/swift/v1/x/" + number,
                0.12,
                null,
                "swift",
                START,
                START.plusSeconds(number));
    }
}
