package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.model.AppliedModule;
import dev.coffer.model.AppliedModule.State;
import dev.coffer.model.Backup;
import dev.coffer.model.BackupStrategy;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.model.ModuleType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What operators say of versions, modules, backups and where they go. */
interface ModulesContract extends StoreUnderTest {
    private static GuestModule module(String id, @Nullable String project, @Nullable String version, boolean auto) {
        return new GuestModule(
                id,
                project,
                "name of " + id,
                ModuleType.PING,
                null,
                version == null ? null : Samples.MARIADB.id(),
                version,
                new GuestModule.Rules(auto, true, false, false, 5, false),
                "md5 of " + id,
                Samples.CREATED,
                Samples.CREATED);
    }

    private GuestModule inserted(GuestModule module) {
        store().change(tx -> tx.modules().insert(module, "contents of " + module.id()));
        return module;
    }

    private void applied(Instance instance, GuestModule module, State state) {
        store().change(tx -> tx.appliedModules()
                .put(new AppliedModule(
                        instance.id(), module.id(), module.md5(), state, "hi", Samples.CREATED, Samples.CREATED)));
    }

    @Test
    default void a_module_is_kept_with_its_contents_under_seal() {
        GuestModule module = module("m", Samples.PROJECT, Samples.MARIADB_11_8.id(), false);
        Store sealed = store().sealed(new Seal(text -> "sealed " + text, text -> text.substring("sealed ".length())));
        sealed.change(tx -> tx.modules().insert(module, "secret"));
        assertThat(found(tx -> tx.modules().find("m"))).contains(module);
        assertThat(found(tx -> tx.modules().contents("m"))).contains("sealed secret");
        assertThat(contents(sealed)).isEqualTo("secret");
        sealed.change(tx -> tx.modules().update(module, Optional.empty()));
        assertThat(contents(sealed)).isEqualTo("secret");
        sealed.change(tx -> tx.modules().update(module, Optional.of("other")));
        assertThat(contents(sealed)).isEqualTo("other");
    }

    private static String contents(Store store) {
        return store.read(tx -> tx.modules().contents("m")).orElse("");
    }

    @Test
    default void modules_are_seen_and_given_by_project_and_version() {
        GuestModule own = inserted(module("own", Samples.PROJECT, null, true));
        GuestModule all = inserted(module("all", null, Samples.MARIADB_11_8.id(), true));
        inserted(module("foreign", "other", null, true));
        inserted(module("asked for", Samples.PROJECT, null, false));
        assertThat(listed(tx -> tx.modules().visibleTo(Samples.PROJECT)))
                .extracting(GuestModule::id)
                .containsExactly("all", "asked for", "own");
        assertThat(listed(tx -> tx.modules().appliedUnasked(Samples.PROJECT, Samples.MARIADB_11_8)))
                .containsExactly(all, own);
        assertThat(listed(tx -> tx.modules().all())).hasSize(4);
    }

    @Test
    default void a_twin_has_the_same_name_for_the_same_things() {
        GuestModule module = inserted(module("m", null, null, false));
        GuestModule twin = new GuestModule(
                "twin",
                null,
                module.name(),
                ModuleType.PING,
                null,
                null,
                null,
                module.rules(),
                "x",
                Samples.CREATED,
                Samples.CREATED);
        assertThat(said(tx -> tx.modules().hasTwin(twin))).isTrue();
        assertThat(said(tx -> tx.modules().hasTwin(module))).isFalse();
    }

    @Test
    default void it_is_known_which_instances_have_a_module() {
        GuestModule module = inserted(module("m", null, null, false));
        Instance one = Samples.insert(store(), Samples.instance());
        Instance two = Samples.insert(store(), Samples.instance().project("other"));
        applied(one, module, State.WANTED);
        applied(one, module, State.OK);
        applied(two, module, State.ERROR);

        assertThat(found(tx -> tx.appliedModules().find(one.id(), "m"))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.OK);
        assertThat(listed(tx -> tx.appliedModules().places("m", Optional.of("other"))))
                .extracting(AppliedModule::instanceId)
                .containsExactly(two.id());
        List<String> both = listed(tx -> tx.appliedModules().instances("m", Optional.empty(), "", 9));
        assertThat(both).containsExactlyInAnyOrder(one.id(), two.id()).isSorted();
        assertThat(listed(tx -> tx.appliedModules().instances("m", Optional.empty(), both.getFirst(), 9)))
                .containsExactly(both.getLast());
        assertThat(listed(tx -> tx.appliedModules().tallies("m", Optional.empty())))
                .containsExactly(new AppliedModules.Tally("md5 of m", 2, Samples.CREATED, Samples.CREATED));
        store().change(tx -> tx.instances().delete(two.id(), Samples.CREATED));
        assertThat(listed(tx -> tx.appliedModules().places("m", Optional.empty())))
                .hasSize(1);
        store().change(tx -> tx.appliedModules().forget(two.id()));
        store().change(tx -> tx.appliedModules().forget(one.id(), "m"));
        assertThat(listed(tx -> tx.appliedModules().of(one.id()))).isEmpty();
    }

    @Test
    default void a_deleted_module_is_forgotten_with_its_places() {
        GuestModule module = inserted(module("m", null, null, false));
        applied(Samples.insert(store(), Samples.instance()), module, State.OK);
        store().change(tx -> tx.modules().delete("m"));
        assertThat(listed(tx -> tx.modules().all())).isEmpty();
        assertThat(listed(tx -> tx.appliedModules().places("m", Optional.empty())))
                .isEmpty();
    }

    @Test
    default void a_deleted_version_is_known_to_history_only_and_is_there_again_when_put() {
        Instance instance = Samples.insert(store(), Samples.instance());
        store().change(tx ->
                tx.datastores().put(new Datastore(Samples.MARIADB.id(), "mariadb", Samples.MARIADB_11_8.id())));
        assertThat(found(tx -> tx.datastores().use(Samples.MARIADB_11_8.id()))).contains("instance");
        store().change(tx -> tx.instances().delete(instance.id(), Samples.CREATED));
        assertThat(found(tx -> tx.datastores().use(Samples.MARIADB_11_8.id()))).isEmpty();

        store().change(tx -> tx.datastores().delete(Samples.MARIADB_11_8));
        store().change(tx -> tx.datastores().delete(Samples.MARIADB));
        assertThat(listed(tx -> tx.datastores().allVersions())).isEmpty();
        assertThat(listed(tx -> tx.datastores().all())).isEmpty();
        assertThat(found(tx -> tx.datastores().find("mariadb"))).isEmpty();
        assertThat(found(tx -> tx.datastores().idOf("mariadb"))).contains(Samples.MARIADB.id());
        assertThat(found(tx -> tx.datastores().everKnown(Samples.MARIADB_11_8.id())))
                .contains(Samples.MARIADB_11_8);

        Samples.seed(store());
        assertThat(listed(tx -> tx.datastores().all())).containsExactly(Samples.MARIADB);
        assertThat(listed(tx -> tx.datastores().allVersions())).containsExactly(Samples.MARIADB_11_8);
    }

    @Test
    default void what_an_operator_says_of_a_version_is_kept() {
        DatastoreVersion noted = new DatastoreVersion(
                "n",
                Samples.MARIADB.id(),
                "mariadb",
                "12",
                "12.1",
                "mariadb",
                null,
                true,
                new DatastoreVersion.Notes(List.of("a", "b"), List.of("p"), "ext", "strategy"));
        store().change(tx -> tx.datastores().put(noted));
        assertThat(found(tx -> tx.datastores().version("n"))).contains(noted);
    }

    private static Backup backup(String id, String project, @Nullable String instance, Backup.State state, int age) {
        return new Backup(
                id,
                project,
                "backup",
                null,
                instance,
                Samples.MARIADB_11_8.id(),
                state,
                "somewhere",
                0.25,
                null,
                "swift",
                Samples.CREATED,
                Samples.CREATED.plusSeconds(age));
    }

    @Test
    default void backups_are_listed_by_their_last_change() {
        List.of(
                        backup("a", Samples.PROJECT, "i", Backup.State.COMPLETED, 1),
                        backup("b", Samples.PROJECT, null, Backup.State.RESTORED, 3),
                        backup("c", "other", "j", Backup.State.SAVING, 2))
                .forEach(backup -> store().change(tx -> tx.backups().insert(backup)));
        Backups.Filter all = new Backups.Filter(Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(listed(tx -> tx.backups().page(all, 0, 2)))
                .extracting(listing -> listing.backup().id())
                .containsExactly("b", "c");
        assertThat(listed(tx -> tx.backups().page(all, 2, 2))).hasSize(1);
        Backups.Filter some =
                new Backups.Filter(Optional.of(Samples.PROJECT), Optional.of("i"), Optional.of(Samples.MARIADB.id()));
        assertThat(listed(tx -> tx.backups().page(some, 0, 9)))
                .containsExactly(new Backups.Listing(
                        backup("a", Samples.PROJECT, "i", Backup.State.COMPLETED, 1), Samples.MARIADB_11_8));
        assertThat(said(tx -> tx.backups().isRunning("j"))).isTrue();
        assertThat(said(tx -> tx.backups().isRunning("i"))).isFalse();
        assertThat(found(tx -> tx.datastores().use(Samples.MARIADB_11_8.id()))).contains("backup");
    }

    @Test
    default void strategies_are_one_for_each_project_and_instance() {
        List.of(
                        new BackupStrategy("p", "i", "c1"),
                        new BackupStrategy("p", "", "c2"),
                        new BackupStrategy("q", "", "c3"),
                        new BackupStrategy("p", "i", "c4"))
                .forEach(strategy -> store().change(tx -> tx.backupStrategies().put(strategy)));
        assertThat(listed(tx -> tx.backupStrategies().of("p", Optional.empty())))
                .containsExactly(new BackupStrategy("p", "", "c2"), new BackupStrategy("p", "i", "c4"));
        store().change(tx -> tx.backupStrategies().delete("p", ""));
        assertThat(listed(tx -> tx.backupStrategies().of("p", Optional.of("")))).isEmpty();
        assertThat(listed(tx -> tx.backupStrategies().of("p", Optional.of("i"))))
                .hasSize(1);
    }

    @Test
    default void a_module_that_names_no_version_is_refused() {
        GuestModule module = module("m", null, "no version", false);
        assertThatThrownBy(() -> inserted(module)).isInstanceOf(StoreFailure.class);
    }
}
