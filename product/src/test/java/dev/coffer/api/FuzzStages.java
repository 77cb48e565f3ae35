package dev.coffer.api;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import dev.coffer.identity.Identity;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.model.ModuleType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stores with what the recorded Trove had, of two projects; one that was filled by accepted requests is replaced. */
final class FuzzStages implements AutoCloseable {
    private static final int CASES_PER_STORE = 2_000;
    private static final int CASES_PER_LOOK = 100;

    /** As in the examples of {@code openapi.yaml}. */
    private static final DatabaseSpec SHOP = new DatabaseSpec("shop", null, null);

    private static final UserSpec ANN = new UserSpec("ann", "10.0.0.%", "correct horse", List.of("shop"));

    private final Path directory;
    private final Identity identity;
    private int cases;
    private int made;
    private Stage stage;
    private FuzzRows rows;
    private FuzzRows.Snapshot before;
    private Map<String, String> names = Map.of();
    private final Map<String, List<String>> ids = new TreeMap<>();

    FuzzStages(Path directory, Identity identity) throws IOException, SQLException {
        this.directory = directory;
        this.identity = identity;
        stage = open();
        rows = new FuzzRows(file());
        before = rows.snapshot();
        findIds();
    }

    private Path file() {
        return directory.resolve("stage" + made).resolve("coffer.db");
    }

    private Stage open() throws IOException {
        Path home = Files.createDirectory(directory.resolve("stage" + ++made));
        Stage opened = new Stage(home, identity, Stage.SETTINGS);
        WireSeed seed = new WireSeed(opened);
        seed.plant();
        names = seed.names();
        for (Instance instance : opened.store.read(tx -> tx.instances().all())) {
            opened.agents.apply(instance.id(), new Command.CreateDatabases(List.of(SHOP)));
            opened.agents.apply(instance.id(), new Command.CreateUsers(List.of(ANN)));
            opened.agents.logs.write(instance.id(), "general", "SELECT 1\n");
        }
        addModules(opened, seed.named("instance_primary"));
        String log = "/instances/%s/log".formatted(seed.named("instance_primary"));
        opened.member("POST", log, "{\"name\":\"general\",\"publish\":1}");
        return opened;
    }

    /** One that an instance has, one that none has, and one of all projects. */
    private static void addModules(Stage stage, String instance) {
        Instant at = stage.now;
        stage.store.change(tx -> {
            for (String name : List.of("applied", "free", "common")) {
                String id = Stage.uuid("module " + name);
                GuestModule.Rules rules = new GuestModule.Rules(false, true, true, false, 5, false);
                String project = name.equals("common") ? null : Stage.PROJECT;
                tx.modules()
                        .insert(
                                new GuestModule(
                                        id, project, name, ModuleType.PING, null, null, null, rules, "md5", at, at),
                                "x");
            }
            tx.appliedModules()
                    .put(new AppliedModule(
                            instance, Stage.uuid("module applied"), "md5", AppliedModule.State.OK, "hi", at, at));
        });
    }

    private void findIds() {
        ids.clear();
        rows.tables().forEach(table -> ids.put(table, rows.ids(table)));
    }

    /** Before every case. */
    void next() throws IOException, SQLException {
        if (++cases % CASES_PER_STORE == 0) {
            close();
            stage = open();
            rows = new FuzzRows(file());
            before = rows.snapshot();
            findIds();
        } else if (cases % CASES_PER_LOOK == 0) {
            findIds();
        }
    }

    Stage stage() {
        return stage;
    }

    /** By the names that the record gives them. */
    Map<String, String> names() {
        return names;
    }

    /** Of everything that has a name in the record, also of others. */
    List<String> ids() {
        return List.copyOf(names.values());
    }

    /** Of things that a word of a path, such as {@code instances}, is about. */
    List<String> ids(String word) {
        String name = word.replace('-', '_').replaceFirst("s$", ""); // tables are called by one of their rows
        return ids.entrySet().stream()
                .filter(table -> table.getKey().equals(name)
                        || table.getKey().endsWith("_" + name)
                        || table.getKey().equals(name + "_group"))
                .flatMap(table -> table.getValue().stream())
                .toList();
    }

    FuzzRows.Snapshot before() {
        return before;
    }

    int writes() throws SQLException {
        return rows.writes();
    }

    /** Rows that were there before the case and are no more as they were; from now on, how they are is how they were. */
    Map<String, List<String>> changed() throws SQLException {
        FuzzRows.Snapshot now = rows.snapshot();
        Map<String, List<String>> changed = before.changedIn(now);
        before = now;
        return changed;
    }

    /** Whether a row was changed, made or removed. */
    boolean isAsBefore() throws SQLException {
        return rows.snapshot().equals(before);
    }

    @Override
    public void close() throws SQLException {
        rows.close();
        stage.close();
    }
}
