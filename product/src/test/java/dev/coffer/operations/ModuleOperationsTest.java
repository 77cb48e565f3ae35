package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.engine.EngineFailure;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.GuestModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules are applied, removed and applied anew. */
class ModuleOperationsTest {
    private static final String ONE = "5d000000-0000-4000-8000-000000000001";
    private static final String TWO = "5d000000-0000-4000-8000-000000000002";

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(directory.resolve("coffer.db"));
        bench.instance("a", null);
        bench.instance("b", "a");
        bench.guests.add("a", true, 1, null);
        bench.guests.add("b", false, 1, bench.address("a"));
        bench.modules();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private AppliedModule noted(String instance, String module) {
        return bench.store
                .read(tx -> tx.appliedModules().find(instance, module))
                .orElseThrow();
    }

    @Test
    void modules_are_applied_in_their_order_and_noted() {
        bench.file(new ApplyModules("a", List.of(ONE, TWO)), List.of("a"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.guest("a").modules)
                .containsEntry(ONE, "md5-1 message=1")
                .containsEntry(TWO, "md5-2 message=2");
        assertThat(noted("a", ONE).state()).isEqualTo(AppliedModule.State.OK);
        List<String> steps = bench.store.read(tx -> tx.operations().of("a", 1).stream()
                .flatMap(operation -> tx.operations().steps(operation.id()).stream())
                .map(step -> step.name())
                .toList());
        assertThat(steps).containsSubsequence("apply module " + TWO, "apply module " + ONE);
    }

    @Test
    void contents_are_in_no_record_of_the_operation() {
        bench.file(new ApplyModules("a", List.of(ONE)), List.of("a"));
        bench.run();
        bench.store.read(tx -> {
            Operation operation = tx.operations().of("a", 1).getFirst();
            assertThat(operation.input()).doesNotContain("message=");
            assertThat(tx.operations().steps(operation.id()).toString()).doesNotContain("message=");
            return true;
        });
    }

    @Test
    void a_module_that_was_deleted_meanwhile_is_not_applied() {
        bench.file(new ApplyModules("a", List.of(ONE)), List.of("a"));
        bench.store.change(tx -> tx.modules().delete(ONE));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.sentence("a")).isEmpty();
    }

    @Test
    void a_removed_module_is_forgotten() {
        bench.has("a", ONE, AppliedModule.State.OK);
        bench.guests.guest("a").modules.put(ONE, "x");
        bench.file(new RemoveModule("a", ONE), List.of("a"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.guest("a").modules).isEmpty();
        List<AppliedModule> left = bench.store.read(tx -> tx.appliedModules().of("a"));
        assertThat(left).isEmpty();
    }

    @Test
    void reapplying_reaches_what_is_out_of_date_and_leaves_the_rest() {
        bench.has("a", ONE, AppliedModule.State.OK);
        bench.store.change(tx -> tx.appliedModules()
                .put(new AppliedModule(
                        "b", ONE, "md5-1", AppliedModule.State.OK, "m", bench.clock.instant(), bench.clock.instant())));
        bench.file(new ReapplyModule(ONE, null, null, false, 1, 5), List.of(ONE));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.carriedOut).containsExactly("a ApplyModule");
        assertThat(noted("a", ONE).md5()).isEqualTo("md5-1");
    }

    @Test
    void reapplying_says_which_instances_it_did_not_reach() {
        bench.has("a", ONE, AppliedModule.State.OK);
        bench.has("b", ONE, AppliedModule.State.OK);
        bench.guests.fail("a", Command.ApplyModule.class, EngineFailure.Kind.BROKEN);
        String operation = bench.file(new ReapplyModule(ONE, null, "old", false, 50, 2), List.of(ONE));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.store
                        .read(tx -> tx.operations().find(operation))
                        .orElseThrow()
                        .error())
                .contains(": a; see their operations");
        assertThat(noted("b", ONE).md5()).isEqualTo("md5-1");
    }

    @Test
    void reapplying_leaves_out_what_the_module_is_not_made_for_any_more() {
        bench.has("a", ONE, AppliedModule.State.OK);
        bench.store.change(tx -> {
            DatastoreVersion other = new DatastoreVersion("w", "ds", "mariadb", "12", "12", "mariadb", "m", true);
            tx.datastores().put(other);
            GuestModule module = tx.modules().find(ONE).orElseThrow();
            tx.modules()
                    .update(
                            new GuestModule(
                                    ONE,
                                    module.projectId(),
                                    module.name(),
                                    module.type(),
                                    null,
                                    "ds",
                                    "w",
                                    module.rules(),
                                    "new",
                                    module.created(),
                                    module.updated()),
                            Optional.empty());
        });
        bench.file(new ReapplyModule(ONE, null, null, false, 50, 2), List.of(ONE));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.carriedOut).isEmpty();
    }

    @Test
    void reapplying_for_a_project_leaves_other_projects_alone() {
        bench.has("a", ONE, AppliedModule.State.OK);
        bench.file(new ReapplyModule(ONE, "another project", null, true, 50, 2), List.of(ONE));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.carriedOut).isEmpty();
    }

    @Test
    void a_version_with_tags_is_made_from_the_newest_image_that_has_them_and_one_that_fits_none_fails_at_once() {
        tags(List.of("mariadb", "10.11"));
        List<String> fetched = new ArrayList<>();
        bench.images = name -> {
            fetched.add(name);
            return Path.of("/images", name);
        };
        bench.unmade("d", null);
        bench.guests.guest("a").frozen = true;
        bench.file(new CreateInstance("d", List.of(), List.of()), List.of("d"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(fetched).containsOnly("mariadb-10.11");

        tags(List.of("nothing"));
        bench.unmade("e", null);
        bench.file(new CreateInstance("e", List.of(), List.of()), List.of("e"));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.sentence("e")).contains("has no image");
    }

    private void tags(List<String> tags) {
        bench.store.change(tx -> tx.datastores()
                .put(new DatastoreVersion(
                        "v",
                        "ds",
                        "mariadb",
                        "11.8",
                        "11.8",
                        "mariadb",
                        null,
                        true,
                        new DatastoreVersion.Notes(tags, List.of(), null, null))));
    }
}
