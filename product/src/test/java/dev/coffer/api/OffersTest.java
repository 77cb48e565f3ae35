package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Flavors, volume types, and which of them a datastore version may have. */
class OffersTest {
    private static final String VERSION = Stage.versionId("mysql", "8.4.0");
    private static final String OF_VERSION = "/datastores/mysql/versions/" + VERSION;
    private static final String RESTRICTION = "/mgmt/datastore-versions/" + VERSION;

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

    private Response create(String flavor, String volume) {
        return stage.member(
                "POST",
                "/instances",
                "{'instance':{'name':'a','flavorRef':'%s','volume':{'size':1%s},'datastore':{'type':'mysql','version':'8.4.0'}}}"
                        .formatted(flavor, volume)
                        .replace('\'', '"'));
    }

    @Test
    void an_instance_whose_image_nobody_has_supplied_is_refused_with_what_to_do() {
        stage.operations.obstacles.put("image", "Supply it: coffer image add mysql-8.4.0 FILE");
        Response response = create("1", "");
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).contains("coffer image add");
        assertThat(stage.operations.filed).isEmpty();
    }

    private List<String> names(String path, String list) {
        Response response = stage.member("GET", path);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response)
                .path(list)
                .valueStream()
                .map(row -> row.path("name").asString())
                .toList();
    }

    private static String refusal(Response response) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(400);
        return Stage.message(response);
    }

    @Test
    void a_flavor_is_added_ordered_and_taken_from_the_offer() {
        Response added =
                admin("POST", "/mgmt/flavors", "{'flavor':{'flavor_id':'tiny','name':'Tiny','ram':64,'vcpus':1}}");
        assertThat(added.status()).as(added.bodyText()).isEqualTo(200);
        JsonNode view = Stage.json(stage.member("GET", "/flavors/tiny")).path("flavor");
        assertThat(view.path("id").isNull()).isTrue();
        assertThat(view.path("str_id").asString()).isEqualTo("tiny");
        assertThat(names("/flavors", "flavors")).first().isEqualTo("Tiny");
        assertThat(create("tiny", "").status()).isEqualTo(200);

        assertThat(admin("DELETE", "/mgmt/flavors/tiny", "").status()).isEqualTo(202);
        assertThat(admin("DELETE", "/mgmt/flavors/tiny", "").status()).isEqualTo(404);
        assertThat(stage.member("GET", "/flavors/tiny").status()).isEqualTo(404);
        assertThat(refusal(create("tiny", ""))).isEqualTo("Resource tiny cannot be found.");
        assertThat(stage.member("GET", "/instances").status()).isEqualTo(200);
        assertThat(stage.member("GET", "/mgmt/quotas/" + Stage.PROJECT).bodyText())
                .contains("\"in_use\":64");
        assertThat(refusal(admin(
                        "POST", "/mgmt/flavors", "{'flavor':{'flavor_id':'tiny','name':'Tiny','ram':65,'vcpus':1}}")))
                .contains("another flavor with the id tiny");
        assertThat(admin("POST", "/mgmt/flavors", "{'flavor':{'flavor_id':'tiny','name':'Tiny','ram':64,'vcpus':1}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void what_is_no_flavor_is_refused() {
        for (String bad : List.of(
                "{}",
                "{'flavor':{'name':'x','ram':0,'vcpus':1}}",
                "{'flavor':{'name':'x','ram':'64','vcpus':1}}",
                "{'flavor':{'name':'','ram':64,'vcpus':1}}",
                "{'flavor':{'flavor_id':'a/b','name':'x','ram':64,'vcpus':1}}",
                "{'flavor':{'flavor_id':'" + "1".repeat(37) + "','name':'x','ram':64,'vcpus':1}}",
                "{'flavor':{'flavor_id':'1','name':'x','ram':64,'vcpus':1}}")) {
            assertThat(admin("POST", "/mgmt/flavors", bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(stage.member("POST", "/mgmt/flavors", "{}").status()).isEqualTo(401);
        Response random = admin("POST", "/mgmt/flavors", "{'flavor':{'name':'x','ram':64,'vcpus':1}}");
        assertThat(Stage.json(random).path("flavor").path("str_id").asString()).hasSize(36);
    }

    @Test
    void there_is_one_volume_type_from_the_beginning_and_only_ones_that_exist_are_taken() {
        assertThat(names(OF_VERSION + "/volume-types", "volume_types")).containsExactly("local");
        assertThat(stage.member("GET", "/volume-types").status()).isEqualTo(404);
        assertThat(create("1", ",'type':'local'").status()).isEqualTo(200);
        assertThat(create("1", ",'type':null").status()).isEqualTo(200);
        assertThat(refusal(create("1", ",'type':'fast'")))
                .isEqualTo("Volume type 'fast' cannot be found; choose one of: local.");
        assertThat(refusal(admin("DELETE", "/mgmt/volume-types/local", ""))).contains("1 instances have volumes");
    }

    @Test
    void a_volume_type_that_is_not_public_is_for_administrators() {
        Response added = admin("POST", "/mgmt/volume-types", "{'volume_type':{'name':'gold','is_public':false}}");
        assertThat(added.status()).isEqualTo(200);
        assertThat(refusal(admin("POST", "/mgmt/volume-types", "{'volume_type':{'name':'gold'}}")))
                .contains("already");
        assertThat(names(OF_VERSION + "/volume-types", "volume_types")).containsExactly("local");
        assertThat(refusal(create("1", ",'type':'gold'"))).contains("cannot be found");
        assertThat(admin(
                                "POST",
                                "/instances",
                                "{'instance':{'name':'a','flavorRef':1,'volume':{'size':1,'type':'gold'}}}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_version_can_be_restricted_to_flavors() {
        assertThat(admin("PUT", RESTRICTION + "/flavors", "{'flavors':['3','2']}")
                        .bodyText())
                .isEqualTo("{\"flavors\":[\"2\",\"3\"]}");
        assertThat(names(OF_VERSION + "/flavors", "flavors")).containsExactly("m1.f2", "m1.f3");
        assertThat(names("/datastores/mysql/versions/8.4.0/flavors", "flavors")).hasSize(2);
        assertThat(names("/datastores/mysql/versions/5.7.29/flavors", "flavors"))
                .hasSize(5);
        assertThat(names("/flavors", "flavors")).hasSize(5);
        assertThat(refusal(create("1", "")))
                .isEqualTo("Flavor 1 is not supported for datastore mysql version 8.4.0; choose one of: 2, 3.");
        assertThat(create("2", "").status()).isEqualTo(200);
        assertThat(refusal(admin("PUT", RESTRICTION + "/flavors", "{'flavors':['1','99']}")))
                .isEqualTo("Resource 99 cannot be found.");
        assertThat(names(OF_VERSION + "/flavors", "flavors")).hasSize(2);
        assertThat(admin("PUT", RESTRICTION + "/flavors", "{'flavors':[]}").status())
                .isEqualTo(200);
        assertThat(create("1", "").status()).isEqualTo(200);
    }

    @Test
    void a_version_can_be_restricted_to_volume_types() {
        assertThat(admin("POST", "/mgmt/volume-types", "{'volume_type':{'name':'fast'}}")
                        .status())
                .isEqualTo(200);
        assertThat(admin("PUT", RESTRICTION + "/volume-types", "{'volume_types':['fast']}")
                        .status())
                .isEqualTo(200);
        assertThat(names(OF_VERSION + "/volume-types", "volume_types")).containsExactly("fast");
        assertThat(refusal(create("1", ",'type':'local'")))
                .isEqualTo(
                        "Volume type local is not supported for datastore mysql version 8.4.0; choose one of: fast.");
        Response created = create("1", "");
        String id = Stage.json(created).path("instance").path("id").asString();
        assertThat(stage.store.<String>read(
                        tx -> String.valueOf(tx.instances().require(id).volumeType())))
                .isEqualTo("fast");
    }

    @Test
    void restrictions_are_of_versions_that_exist_and_for_administrators() {
        assertThat(admin("PUT", "/mgmt/datastore-versions/none/flavors", "{'flavors':['1']}")
                        .status())
                .isEqualTo(404);
        assertThat(admin("PUT", RESTRICTION + "/flavors", "{'flavors':['1','1']}")
                        .status())
                .isEqualTo(400);
        assertThat(admin("PUT", RESTRICTION + "/flavors", "{'flavors':'1'}").status())
                .isEqualTo(400);
        assertThat(stage.member("PUT", RESTRICTION + "/flavors", "{\"flavors\":[]}")
                        .status())
                .isEqualTo(401);
        assertThat(stage.member("GET", RESTRICTION + "/volume-types").status()).isEqualTo(401);
        assertThat(admin("GET", RESTRICTION + "/volume-types", "").bodyText()).isEqualTo("{\"volume_types\":[]}");
    }
}
