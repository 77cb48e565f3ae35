package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Offers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Datastores and their versions in the hands of an operator. */
class DatastoreVersionsTest {
    private static final String IMAGE = Offers.imageId("mysql-8.4.0");

    @TempDir
    Path directory;

    private Stage stage;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response admin(String method, String path, String body) {
        return stage.admin(method, path, body.replace('\'', '"'));
    }

    private Response create(String more) {
        return admin(
                "POST",
                "/mgmt/datastore-versions",
                "{'version':{'name':'9.1','datastore_name':'mysql','datastore_manager':'mysql','active':true" + more
                        + "}}");
    }

    private JsonNode version(String datastore, String name) {
        for (JsonNode version :
                Stage.json(admin("GET", "/mgmt/datastore-versions", "")).path("versions")) {
            if (version.path("datastore_name").asString().equals(datastore)
                    && version.path("name").asString().equals(name)) {
                return version;
            }
        }
        throw new AssertionError("There is no version " + name + ".");
    }

    private String path(String datastore, String name) {
        return "/mgmt/datastore-versions/" + version(datastore, name).path("id").asString();
    }

    @Test
    void a_version_is_added_and_can_be_ordered() {
        assertThat(create(",'image':'" + IMAGE + "','version':'9.1.0','default':true")
                        .status())
                .isEqualTo(202);

        JsonNode version = version("mysql", "9.1");
        assertThat(version.path("version").asString()).isEqualTo("9.1.0");
        assertThat(version.path("image").asString()).isEqualTo(IMAGE);
        assertThat(version.path("image_tags").toString()).isEqualTo("[\"\"]");
        assertThat(version.path("default").booleanValue()).isTrue();
        Response instance = stage.member(
                "POST", "/instances", "{\"instance\":{\"name\":\"a\",\"flavorRef\":1,\"volume\":{\"size\":1}}}");
        assertThat(Stage.json(instance).at("/instance/datastore/version").asString())
                .isEqualTo("9.1");
    }

    @Test
    void a_datastore_that_is_not_there_is_made_with_its_first_version() {
        assertThat(create(",'image':'mysql-8.4.0'").status()).isEqualTo(202);
        admin(
                "POST",
                "/mgmt/datastore-versions",
                "{'version':{'name':'1','datastore_name':'mine','datastore_manager':'mysql','active':true,'image_tags':['mysql']}}");

        JsonNode mine = Stage.json(stage.member("GET", "/datastores/mine")).path("datastore");
        assertThat(mine.path("versions").size()).isOne();
        assertThat(version("mine", "1").path("image").asString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                              | Image must be specified.",
                ",'image':'00000000-0000-4000-8000-00000000dead' | Image 00000000-0000-4000-8000-00000000dead cannot be found.",
                ",'image':'bare-8.4.0'                           | Image bare-8.4.0 is made for the datastore manager 'bare'.",
                ",'image_tags':['mysql','nine']                  | No image of 'mysql' has all of the tags mysql, nine.",
                ",'image':'mysql-8.4.0','colour':'red'           | Validation error: version Additional properties are not allowed ('colour' was unexpected)",
                ",'image':'mysql-8.4.0','version':''              | Validation error: version['version'] '' should be non-empty; version['version'] '' does not match '^.*[0-9a-zA-Z]+.*$'",
            })
    void what_is_wrong_with_a_new_version_is_said(String more, String message) {
        Response response = create(more.equals("''") ? "" : more);
        assertThat(response.status()).isEqualTo(400);
        assertThat(Stage.message(response)).isEqualTo(message);
    }

    @Test
    void a_name_with_a_control_character_is_refused() {
        Response response = admin(
                "POST",
                "/mgmt/datastore-versions",
                "{'version':{'name':'1\\u0007','datastore_name':'o','datastore_manager':'mysql','active':true,'image':'mysql-8.4.0'}}");
        assertThat(Stage.message(response)).isEqualTo("Validation error: version['name'] contains a control character");
    }

    @Test
    void only_an_engine_that_is_there_can_run_a_version() {
        Response response = admin(
                "POST",
                "/mgmt/datastore-versions",
                "{'version':{'name':'1','datastore_name':'o','datastore_manager':'oracle','active':true,'image':'mysql-8.4.0'}}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(Stage.message(response))
                .isEqualTo("There is no datastore manager 'oracle'; there is 'mysql', 'bare', 'keyed'.");
        assertThat(stage.member("GET", "/datastores/o").status()).isEqualTo(404);
    }

    @Test
    void name_and_number_together_are_taken_once() {
        create(",'image':'mysql-8.4.0'");
        assertThat(Stage.message(create(",'image':'mysql-8.4.0'")))
                .isEqualTo("The datastore version '9.1(9.1)' already exists.");
        assertThat(create(",'image':'mysql-8.4.0','version':'9.1.1'").status()).isEqualTo(202);
    }

    @Test
    void a_deactivated_version_is_hidden_from_members_and_cannot_be_ordered() {
        String path = path("mysql", "8.0.36");
        assertThat(admin("PATCH", path, "{'active':false}").status()).isEqualTo(202);

        assertThat(names(stage.member("GET", "/datastores/mysql/versions"))).containsExactly("8.4.0", "5.7.29");
        assertThat(names(admin("GET", "/datastores/mysql/versions", ""))).contains("8.0.36", "5.6");
        Response order = stage.member(
                "POST",
                "/instances",
                "{\"instance\":{\"name\":\"a\",\"flavorRef\":1,\"volume\":{\"size\":1},\"datastore\":{\"version\":\"8.0.36\"}}}");
        assertThat(Stage.message(order)).isEqualTo("Datastore version '8.0.36' is not active.");
    }

    private static List<String> names(Response versions) {
        return Stage.json(versions)
                .path("versions")
                .valueStream()
                .map(version -> version.path("name").asString())
                .toList();
    }

    @Test
    void tags_alone_take_the_place_of_the_image() {
        create(",'image':'mysql-8.4.0'");
        String path = path("mysql", "9.1");
        assertThat(admin("PATCH", path, "{'image_tags':['mysql','8.4.0']}").status())
                .isEqualTo(202);
        JsonNode changed = version("mysql", "9.1");
        assertThat(changed.path("image").asString()).isEmpty();
        assertThat(changed.path("image_tags").toString()).isEqualTo("[\"mysql\",\"8.4.0\"]");

        assertThat(Stage.message(admin("PATCH", path, "{'image_tags':[]}"))).isEqualTo("Image must be specified.");
        admin("PATCH", path, "{'image':'mysql-8.4.0','image_tags':[]}");
        assertThat(version("mysql", "9.1").path("image").asString()).isEqualTo(IMAGE);
    }

    @Test
    void what_is_not_said_stays_as_it_is() {
        create(",'image':'mysql-8.4.0','packages':['p'],'registry_ext':'r','repl_strategy':'s'");
        String path = path("mysql", "9.1");
        JsonNode before = version("mysql", "9.1");
        assertThat(admin("PATCH", path, "{}").status()).isEqualTo(202);
        assertThat(version("mysql", "9.1")).isEqualTo(before);
        admin("PATCH", path, "{'name':'9.2'}");
        assertThat(version("mysql", "9.2").path("packages")).isEqualTo(before.path("packages"));
        assertThat(Stage.json(admin("GET", path, ""))
                        .path("version")
                        .path("repl_strategy")
                        .asString())
                .isEqualTo("s");
    }

    @Test
    void a_version_is_the_default_until_another_one_is_or_it_is_not_wanted() {
        String newer = path("mysql", "8.0.36");
        admin("PATCH", newer, "{'default':true}");
        assertThat(version("mysql", "8.4.0").path("default").booleanValue()).isFalse();
        admin("PATCH", newer, "{'default':false}");
        assertThat(Stage.json(stage.member("GET", "/datastores/mysql"))
                        .path("datastore")
                        .has("default_version"))
                .isFalse();
        admin("PATCH", newer, "{'default':false}");
        assertThat(version("mysql", "8.0.36").path("default").booleanValue()).isFalse();
    }

    @Test
    void a_version_that_something_needs_is_not_deleted() {
        stage.primary("db");
        assertThat(Stage.message(admin("DELETE", path("mysql", "8.4.0"), "")))
                .isEqualTo("Datastore version is in use by instance.");
        for (String change : List.of(
                "{'datastore_manager':'bare','image':'bare-8.4.0'}", "{'name':'8.4-lts'}", "{'image':'mysql-8.4.0'}")) {
            assertThat(Stage.message(admin("PATCH", path("mysql", "8.4.0"), change)))
                    .as(change)
                    .startsWith("Datastore version is in use by instance. Its name, image and manager stay");
        }
        assertThat(admin("PATCH", path("mysql", "8.4.0"), "{'active':false}").status())
                .isEqualTo(202);
        stage.member(
                "POST",
                "/modules",
                "{\"module\":{\"name\":\"m\",\"module_type\":\"ping\",\"contents\":\"eA==\",\"datastore\":{\"type\":\"mysql\",\"version\":\"5.7.29\"}}}");
        assertThat(Stage.message(admin("DELETE", path("mysql", "5.7.29"), "")))
                .isEqualTo("Datastore version is in use by module.");
    }

    @Test
    void a_deleted_version_is_gone_for_everybody_and_its_instances_history_stays() {
        var instance = stage.primary("db");
        stage.store.change(tx -> tx.instances().delete(instance.id(), stage.now));
        String path = path("mysql", "8.4.0");
        assertThat(admin("DELETE", path, "").status()).isEqualTo(202);

        assertThat(admin("GET", path, "").status()).isEqualTo(400);
        assertThat(admin("DELETE", path, "").status()).isEqualTo(400);
        assertThat(stage.member("GET", "/datastores/mysql/versions/8.4.0").status())
                .isEqualTo(404);
        assertThat(Stage.json(stage.member("GET", "/datastores/mysql"))
                        .path("datastore")
                        .has("default_version"))
                .isFalse();
    }

    @Test
    void a_datastore_is_deleted_when_it_has_no_versions_left() {
        assertThat(stage.member("DELETE", "/datastores/postgresql").status()).isEqualTo(403);
        assertThat(Stage.message(admin("DELETE", "/datastores/postgresql", "")))
                .isEqualTo("Datastore versions exist for datastore postgresql.");
        admin("DELETE", path("postgresql", "17"), "");
        admin("DELETE", path("postgresql", "16"), "");
        assertThat(admin("DELETE", "/datastores/postgresql", "").status()).isEqualTo(202);
        assertThat(admin("DELETE", "/datastores/postgresql", "").status()).isEqualTo(404);

        String again = "{'version':{'name':'18','datastore_name':'postgresql','datastore_manager':'bare','active':true,"
                + "'image':'bare-8.4.0'}}";
        assertThat(admin("POST", "/mgmt/datastore-versions", again).status()).isEqualTo(202);
        assertThat(names(stage.member("GET", "/datastores/postgresql/versions")))
                .containsExactly("18");
    }

    @Test
    void members_do_not_manage_versions() {
        for (String method : List.of("GET", "POST")) {
            assertThat(stage.member(method, "/mgmt/datastore-versions", "{}").status())
                    .isEqualTo(401);
        }
        assertThat(stage.member("DELETE", path("mysql", "5.6")).status()).isEqualTo(401);
    }
}
