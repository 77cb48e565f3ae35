package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.PromoteReplica;
import dev.coffer.operations.RebuildInstance;
import dev.coffer.operations.RestartInstance;
import dev.coffer.operations.UpgradeInstance;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpgradesTest {
    private static final String NEWEST = Stage.versionId("mysql", "8.4.0");
    private static final String MIDDLE = Stage.versionId("mysql", "8.0.36");

    @TempDir
    Path directory;

    private Stage stage;
    private Instance instance;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        instance = stage.healthy("db", Stage.PROJECT, "mysql 8.0.36", null);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response upgrade(Instance subject, String method, String version) {
        String body = "{\"instance\":{\"datastore_version\":\"%s\"}}".formatted(version);
        return stage.member(method, "/instances/" + subject.id(), body);
    }

    private void accepted(Instance subject, String version) {
        Response response = upgrade(subject, "PATCH", version);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
    }

    private void refused(int status, Instance subject, String version, String... words) {
        Response response = upgrade(subject, "PATCH", version);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(status);
        assertThat(Stage.message(response)).contains(words);
        assertThat(stage.operations.filed).isEmpty();
    }

    private Instance replica(String name, String version) {
        return stage.healthy(name, Stage.PROJECT, version, instance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void a_newer_version_is_taken_by_name_and_by_id(String method) {
        assertThat(upgrade(instance, method, "8.4.0").status()).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new UpgradeInstance(instance.id(), NEWEST));
        assertThat(stage.stored(instance).task()).isEqualTo(Task.UPGRADING);
        assertThat(stage.stored(instance).datastoreVersionId()).isEqualTo(MIDDLE);

        Instance other = stage.healthy("other", Stage.PROJECT, "mysql 8.0.36", null);
        assertThat(upgrade(other, method, NEWEST).status()).isEqualTo(202);
    }

    @Test
    void the_version_it_runs_is_allowed() {
        accepted(instance, "8.0.36");
        assertThat(stage.operations.filed).containsExactly(new UpgradeInstance(instance.id(), MIDDLE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            5.7.29 | runs version 8.0.36 and cannot go back to version 5.7.29
            5.6    | cannot go back
            9.9    | Datastore version '9.9' cannot be found.
            11.4.4 | Datastore version '11.4.4' cannot be found.
            """)
    void other_versions_are_refused(String version, String words) {
        refused(400, instance, version, words);
        assertThat(stage.stored(instance).task()).isEqualTo(Task.NONE);
    }

    @Test
    void a_version_that_is_not_active_is_refused_unless_it_is_its_own() {
        Instance ancient = stage.healthy("ancient", Stage.PROJECT, "mysql 5.6", null);
        stage.store.change(tx -> tx.datastores()
                .put(new DatastoreVersion(
                        NEWEST, Stage.datastoreId("mysql"), "mysql", "8.4.0", "8.4.0", "mysql", "image", false)));
        refused(400, instance, "8.4.0", "is not active");
        accepted(ancient, "5.6");
    }

    @Test
    void a_datastore_without_upgrades_says_so() {
        Instance bare = stage.healthy("bare", Stage.PROJECT, "postgresql 16", null);
        refused(422, bare, "17", "Operation not supported for datastore postgresql");
    }

    @Test
    void a_set_is_upgraded_by_way_of_its_primary() {
        Instance replica = replica("r", "mysql 8.0.36");
        refused(400, replica, "8.4.0", "Upgrade instance " + instance.id());

        accepted(instance, "8.4.0");
        assertThat(stage.operations.held.getLast()).containsExactly(instance.id(), replica.id());
        assertThat(stage.stored(replica).task()).isEqualTo(Task.UPGRADING);
    }

    @Test
    void a_set_with_a_silent_member_is_not_upgraded() {
        stage.report(replica("r", "mysql 8.0.36"), ServiceStatus.UNKNOWN);
        refused(422, instance, "8.4.0", "not currently available");
    }

    @Test
    void a_replica_may_catch_up_with_the_version_of_its_primary() {
        Instance behind = replica("r", "mysql 5.7.29");
        stage.change(behind, Task.UPGRADE_ERROR);
        accepted(behind, "8.0.36");
        assertThat(stage.operations.held.getLast()).containsExactly(behind.id());
    }

    @Test
    void a_failed_upgrade_can_be_repeated_or_left_by_a_restart() {
        stage.change(instance, Task.UPGRADE_ERROR);
        accepted(instance, "8.4.0");

        Instance other = stage.healthy("other", Stage.PROJECT, "mysql 8.0.36", null);
        stage.change(other, Task.UPGRADE_ERROR);
        assertThat(stage.member("POST", "/instances/" + other.id() + "/action", "{\"restart\":{}}")
                        .status())
                .isEqualTo(202);
        assertThat(stage.operations.filed.getLast()).isEqualTo(new RestartInstance(other.id()));
    }

    @Test
    void an_old_primary_that_was_left_behind_is_not_restarted() {
        Instance behind = replica("r", "mysql 5.7.29");
        stage.change(behind, Task.UPGRADE_ERROR);
        Response response = stage.member("POST", "/instances/" + behind.id() + "/action", "{\"restart\":{}}");
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).contains("upgrade it to that version");
    }

    @Test
    void a_replica_that_others_could_not_follow_is_not_promoted() {
        Instance newer = replica("r", "mysql 8.4.0");
        String promote = "{\"promote_to_replica_source\":{}}";
        Response response = stage.member("POST", "/instances/" + newer.id() + "/action", promote);
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).contains("could not follow it");

        Instance same = replica("s", "mysql 8.0.36");
        assertThat(stage.member("POST", "/instances/" + same.id() + "/action", promote)
                        .status())
                .isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new PromoteReplica(same.id()));
    }

    @Test
    void a_name_may_change_with_the_version() {
        String body = "{\"instance\":{\"name\":\"db2\",\"datastore_version\":\"8.4.0\"}}";
        assertThat(stage.member("PUT", "/instances/" + instance.id(), body).status())
                .isEqualTo(202);
        assertThat(stage.stored(instance).name()).isEqualTo("db2");
        assertThat(stage.stored(instance).task()).isEqualTo(Task.UPGRADING);
    }

    @Test
    void a_rebuild_is_an_action_of_administrators() {
        String body = "{\"rebuild\":{\"image_id\":\"44444444-4444-4444-8444-444444444444\"}}";
        assertThat(stage.member("POST", "/instances/" + instance.id() + "/action", body)
                        .status())
                .isEqualTo(501);
        assertThat(rebuilt(body)).isEqualTo(202);
        assertThat(stage.operations.filed).containsExactly(new RebuildInstance(instance.id()));
        assertThat(stage.stored(instance).task()).isEqualTo(Task.BUILDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"rebuild\":{}}", "{\"rebuild\":{\"image_id\":\"new\"}}", "{\"rebuild\":null}"})
    void a_rebuild_names_an_image(String body) {
        assertThat(rebuilt(body)).isEqualTo(400);
        assertThat(stage.operations.filed).isEmpty();
    }

    private int rebuilt(String body) {
        return stage.admin("POST", "/mgmt/instances/" + instance.id() + "/action", body)
                .status();
    }
}
