package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Backup;
import dev.coffer.model.Backup.State;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Records of backups, where backups go, and clusters, of which there are none. */
class BackupsTest {
    @TempDir
    Path directory;

    private Stage stage;
    private Instance instance;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        instance = stage.primary("db");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response member(String method, String path, String body) {
        return stage.member(method, path, body.replace('\'', '"'));
    }

    private String backup(String name, State state, @Nullable String parent) {
        String id = Stage.uuid(name);
        stage.store.change(tx -> tx.backups()
                .insert(new Backup(
                        id,
                        Stage.PROJECT,
                        name,
                        null,
                        instance.id(),
                        instance.datastoreVersionId(),
                        state,
                        null,
                        0.5,
                        parent,
                        "swift",
                        stage.now,
                        stage.now)));
        stage.now = stage.now.plusSeconds(1);
        return id;
    }

    private static List<String> names(Response list) {
        return Stage.json(list)
                .path("backups")
                .valueStream()
                .map(backup -> backup.path("name").asString())
                .toList();
    }

    @Test
    void backups_are_listed_in_pages_the_last_one_first() {
        List.of("a", "b", "c").forEach(name -> backup(name, State.COMPLETED, null));
        Response first = stage.member("GET", "/backups?limit=2");
        assertThat(names(first)).containsExactly("c", "b");
        String next = Stage.json(first).at("/links/0/href").asString();
        assertThat(next).endsWith("/backups?limit=2&marker=2");
        Response last = stage.member("GET", next.substring(next.indexOf("/backups")));
        assertThat(names(last)).containsExactly("a");
        assertThat(Stage.json(last).has("links")).isFalse();
        assertThat(names(stage.member("GET", "/instances/" + instance.id() + "/backups")))
                .containsExactly("c", "b", "a");
        for (String wrong : List.of("limit=x", "limit=0", "limit=-1", "marker=zz", "limit=1&marker=-3")) {
            assertThat(stage.member("GET", "/backups?" + wrong).status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void a_list_is_restricted_by_what_is_asked_for() {
        backup("a", State.COMPLETED, null);
        assertThat(names(stage.member("GET", "/backups?datastore=mysql"))).containsExactly("a");
        assertThat(names(stage.member("GET", "/backups?datastore=postgresql"))).isEmpty();
        assertThat(names(stage.member("GET", "/backups?instance_id=" + Stage.uuid("x"))))
                .isEmpty();
        assertThat(stage.member("GET", "/backups?datastore=oracle").status()).isEqualTo(404);
        assertThat(names(stage.admin("GET", "/backups", ""))).isEmpty();
        assertThat(names(stage.admin("GET", "/backups?all_projects=True", ""))).containsExactly("a");
        assertThat(names(stage.admin("GET", "/backups?project_id=" + Stage.PROJECT, "")))
                .containsExactly("a");
        assertThat(stage.member("GET", "/backups?all_projects=1").status()).isEqualTo(403);
        assertThat(names(stage.member("GET", "/backups?all_projects=False"))).containsExactly("a");
    }

    @Test
    void a_backup_goes_with_all_that_go_on_from_it() {
        String root = backup("root", State.COMPLETED, null);
        String child = backup("child", State.COMPLETED, root);
        backup("grandchild", State.COMPLETED, child);
        backup("other", State.COMPLETED, null);
        assertThat(stage.member("DELETE", "/backups/" + root).status()).isEqualTo(202);
        assertThat(names(stage.member("GET", "/backups"))).containsExactly("other");
        assertThat(stage.member("DELETE", "/backups/" + root).status()).isEqualTo(404);
        assertThat(stage.call(
                                "member:" + Stage.STRANGERS,
                                "DELETE",
                                "/v1.0/" + Stage.STRANGERS + "/backups/" + Stage.uuid("other"),
                                "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void a_running_backup_is_not_deleted_unless_it_is_dead() {
        String root = backup("root", State.COMPLETED, null);
        String running = backup("running", State.SAVING, root);
        assertThat(stage.member("DELETE", "/backups/" + root).status()).isEqualTo(422);
        assertThat(stage.member("GET", "/backups/" + running).status()).isEqualTo(200);
        assertThat(member("POST", "/backups", "{'backup':{'name':'b','instance':'%s'}}".formatted(instance.id()))
                        .status())
                .isEqualTo(422);
        stage.now = stage.now.plusSeconds(4 * 86_400L);
        assertThat(stage.member("DELETE", "/backups/" + root).status()).isEqualTo(202);
    }

    @Test
    void what_would_be_made_is_said_not_to_be_possible_and_nothing_is_stored() {
        String parent = backup("a", State.COMPLETED, null);
        for (String more : List.of("", ",'incremental':1,'swift_container':'c-1'", ",'parent_id':'" + parent + "'")) {
            Response response = member(
                    "POST", "/backups", "{'backup':{'name':'b','instance':'%s'%s}}".formatted(instance.id(), more));
            assertThat(response.status()).isEqualTo(501);
            assertThat(Stage.message(response))
                    .isEqualTo("Making a backup is not supported by this release of Coffer.");
        }
        assertThat(names(stage.member("GET", "/backups"))).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'name':'b'                                                    | 400 | instance is missing.",
                "'name':'b','instance':'ID','storage_driver':'tape'            | 400 | Validation error: backup['storage_driver'] 'tape' is not one of ['swift', 'cinder']",
                "'name':'b','instance':'ID','swift_container':'a b; rm'        | 400 | The swift_container 'a b; rm' has characters that are not allowed.",
                "'name':'b','instance':'ID','parent_id':'NONE'                 | 404 | Resource NONE cannot be found.",
                "'name':'b','instance':'NONE'                                  | 404 | Resource NONE cannot be found.",
                "'name':'b','restore_from':{'remote_location':'x','local_datastore_version_id':'NONE','size':1} | 400 | Datastore version 'NONE' cannot be found.",
                "'name':'b','restore_from':{'remote_location':'x','local_datastore_version_id':'VERSION','size':0.5} | 501 | Making a backup is not supported by this release of Coffer.",
            })
    void what_is_wrong_with_a_new_backup_is_said(String body, int status, String message) {
        String none = Stage.uuid("none");
        String sent = body.replace("ID", instance.id())
                .replace("NONE", none)
                .replace("VERSION", instance.datastoreVersionId());
        Response response = member("POST", "/backups", "{'backup':{%s}}".formatted(sent));
        assertThat(response.status()).as(response.bodyText()).isEqualTo(status);
        assertThat(Stage.message(response)).isEqualTo(message.replace("NONE", none));
    }

    @Test
    void an_instance_that_is_busy_is_not_backed_up() {
        stage.change(instance, Task.BUILDING);
        Response response =
                member("POST", "/backups", "{'backup':{'name':'b','instance':'%s'}}".formatted(instance.id()));
        assertThat(response.status()).isEqualTo(422);
        assertThat(Stage.message(response)).endsWith("(task status was BUILDING).");
    }

    @Test
    void a_strategy_is_made_replaced_listed_and_forgotten() {
        String strategies = "/backup_strategies";
        member("POST", strategies, "{'backup_strategy':{'swift_container':'c1'}}");
        Response made = member(
                "POST",
                strategies,
                "{'backup_strategy':{'swift_container':'c2','instance_id':'%s'}}".formatted(instance.id()));
        assertThat(made.status()).isEqualTo(202);
        assertThat(Stage.json(made).at("/backup_strategy/backend").asString()).isEqualTo("swift");
        member("POST", strategies, "{'backup_strategy':{'swift_container':'c3'}}");
        assertThat(containers(stage.member("GET", strategies))).containsExactly("c3", "c2");
        assertThat(containers(stage.member("GET", strategies + "?instance_id=" + instance.id())))
                .containsExactly("c2");
        assertThat(containers(stage.admin("GET", strategies + "?project_id=" + Stage.PROJECT, "")))
                .containsExactly("c3", "c2");
        assertThat(stage.member("GET", strategies + "?project_id=" + Stage.STRANGERS)
                        .status())
                .isEqualTo(403);
        assertThat(stage.member("DELETE", strategies).status()).isEqualTo(202);
        assertThat(stage.member("DELETE", strategies + "?project_id=" + Stage.STRANGERS)
                        .status())
                .isEqualTo(403);
        assertThat(containers(stage.member("GET", strategies))).containsExactly("c2");
        assertThat(stage.member("DELETE", strategies).status()).isEqualTo(202);
        assertThat(member("POST", strategies, "{'backup_strategy':{'swift_container':''}}")
                        .status())
                .isEqualTo(400);
    }

    private static List<String> containers(Response list) {
        return Stage.json(list)
                .path("backup_strategies")
                .valueStream()
                .map((JsonNode strategy) -> strategy.path("swift_container").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /clusters | {'cluster':{'name':'c','datastore':{'type':'mysql','version':'8.4.0'},'instances':[]}} | 501 | Clusters not supported for mysql-8.4.0.",
                "POST | /clusters | {'cluster':{'name':'c','datastore':{'type':'mysql','version':'9'},'instances':[]}} | 404 | Datastore version '9' cannot be found.",
                "POST | /clusters | {'cluster':{'name':'c'}} | 400 | Validation error: cluster 'datastore' is a required property; cluster 'instances' is a required property",
                "GET | /clusters/x | '' | 404 | Cluster 'x' cannot be found.",
                "DELETE | /clusters/x | '' | 404 | Cluster 'x' cannot be found.",
                "POST | /clusters/x | {'grow':[]} | 404 | Cluster 'x' cannot be found.",
                "POST | /clusters/x | {'grow':[{}]} | 400 | Validation error: grow[0] 'flavorRef' is a required property",
                "POST | /clusters/x | {'explode':{}} | 400 | Action explode not supported",
                "POST | /clusters/x | {'grow':[],'shrink':[]} | 400 | Action request should have exactly one action specified in body",
                "GET | /clusters?limit=x | '' | 400 | The limit must be a positive integer.",
                "GET | /mgmt/clusters | '' | 401 | User does not have admin privileges.",
            })
    void there_are_no_clusters(String method, String path, String body, int status, String message) {
        Response response = member(method, path, body);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(status);
        assertThat(Stage.message(response)).isEqualTo(message);
    }
}
