package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.identity.local.LocalIdentity;
import dev.coffer.model.Access;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Backup;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.store.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every operation of {@code openapi.yaml} is there and answers as it says, and there is none besides. */
class OpenApiTest {
    @TempDir
    Path directory;

    private final Contract contract = new Contract();
    private Stage stage;
    private String secret = "";
    private String token = "";
    private String project = "";
    private String user = "";

    @BeforeEach
    void open() throws IOException {
        Path control = directory.resolve("control");
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        LocalIdentity identity = LocalIdentity.open(control, Duration.ofHours(1), () -> now);
        secret = Files.readString(control.resolve("admin-secret")).strip();
        stage = new Stage(directory, identity, Stage.SETTINGS);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response call(String method, String path, String body, String... headers) {
        Map<String, String> all = new HashMap<>();
        if (!token.isEmpty()) {
            all.put("x-auth-token", token);
            all.put("x-subject-token", token);
        }
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        Request request = Stage.request(method, path, body.replace('\'', '"'), all);
        Response response = stage.api.handle(request);
        contract.check(request, response);
        return response;
    }

    private Response in(String method, String path, String body) {
        return call(method, "/v1.0/" + project + path, body);
    }

    private void get(String... paths) {
        for (String path : paths) {
            in("GET", path, "");
        }
    }

    @Test
    void every_operation_answers_as_the_document_says() {
        identity();
        catalogue();
        instances();
        accounts();
        configurations();
        versions();
        modules();
        backups();
        clusters();
        logs();
        assertThat(call("DELETE", "/v3/auth/tokens", "").status()).isEqualTo(204);

        Set<String> silent = new TreeSet<>(contract.operations());
        silent.removeAll(contract.answered());
        assertThat(silent)
                .as("operations that only gave faults")
                .containsExactlyInAnyOrder(
                        "DELETE /v1.0/{project}/clusters/{id}",
                        "GET /v1.0/{project}/clusters/{id}",
                        "GET /v1.0/{project}/clusters/{id}/instances/{instance}",
                        "GET /v1.0/{project}/clusters/{id}/root",
                        "GET /v1.0/{project}/mgmt/clusters/{id}",
                        "POST /v1.0/{project}/clusters/{id}",
                        "POST /v1.0/{project}/clusters/{id}/root",
                        "POST /v1.0/{project}/mgmt/clusters/{id}/action");
    }

    @Test
    void there_are_no_routes_besides_those_of_the_document() {
        assertThat(stage.api.routes()).isEqualTo(contract.operations());
    }

    private void identity() {
        for (String path : List.of("/", "/healthcheck", "/v1.0", "/v1.0/", "/v1.0/x", "/v1.0/x/", "/v3", "/v3/")) {
            call("GET", path, "");
        }
        call("GET", "/healthcheck", "", "accept", "application/json");
        call("GET", "/metrics", "");
        call("GET", "/v1.0/x/instances", "");
        String password = "{'auth':{'identity':{'methods':['password'],'password':{'user':{'name':'admin',"
                + "'password':'%s'}}},'scope':{'project':{'name':'admin'}}}}";
        call("POST", "/v3/auth/tokens", password.formatted("guess"));
        call(
                "POST",
                "/v3/auth/tokens",
                password.formatted(secret).replace(",'scope':{'project':{'name':'admin'}}", ""));
        Response login = call("POST", "/v3/auth/tokens", password.formatted(secret));
        token = login.headers().getOrDefault("X-Subject-Token", "");
        JsonNode body = Stage.json(login).path("token");
        project = body.path("project").path("id").asString();
        user = body.path("user").path("id").asString();
        call("GET", "/v3/auth/tokens", "");
        call("HEAD", "/v3/auth/tokens", "");
        call("GET", "/metrics", "");
        call("GET", "/v3/auth/catalog", "");
        call("GET", "/compute/", "");
        call("GET", "/compute/v2.1", "");
        call("GET", "/compute/v2.1/", "");
        call("GET", "/v3/auth/projects", "");
        call("GET", "/v3/projects?name=admin", "");
        call("GET", "/v3/projects/" + project, "");
        call("GET", "/v3/projects/none", "");
        call("GET", "/v3/users/" + user + "/projects", "");
    }

    private void catalogue() {
        String version = Stage.versionId("mysql", "8.4.0");
        get("/datastores", "/datastores/mysql", "/datastores/none", "/datastores/mysql/versions");
        get("/datastores/mysql/versions/5.6", "/datastores/versions/" + version, "/datastores/versions/none");
        String allowed = "/datastores/mysql/versions/" + version;
        get(allowed + "/flavors", allowed + "/volume-types", "/flavors", "/flavors/1", "/flavors/none", "/limits");
        offers("/mgmt/datastore-versions/" + version);
        get("/mgmt/quotas/" + project);
        in("PUT", "/mgmt/quotas/" + project, "{'quotas':{'instances':1000,'ram':null}}");
        in("PUT", "/mgmt/quotas/" + project, "{'quotas':{'unicorns':1}}");
    }

    private void offers(String version) {
        in("POST", "/mgmt/flavors", "{'flavor':{'flavor_id':77,'name':'odd','ram':700,'vcpus':1}}");
        in("POST", "/mgmt/volume-types", "{'volume_type':{'name':'fast'}}");
        get("/mgmt/volume-types", version + "/flavors", version + "/volume-types");
        in("PUT", version + "/flavors", "{'flavors':['77']}");
        in("PUT", version + "/flavors", "{'flavors':[]}");
        in("PUT", version + "/volume-types", "{'volume_types':['fast']}");
        in("PUT", version + "/volume-types", "{'volume_types':[]}");
        in("DELETE", "/mgmt/flavors/77", "");
        in("DELETE", "/mgmt/volume-types/fast", "");
    }

    private void instances() {
        Response created = in(
                "POST",
                "/instances",
                "{'instance':{'name':'db','flavorRef':1,'volume':{'size':1},'access':{'is_public':true,'allowed_cidrs':['10.0.0.0/8']}}}");
        String building = Stage.json(created).path("instance").path("id").asString();
        String operation = created.headers().getOrDefault("Coffer-Operation", "");
        in("POST", "/instances", "{'instance':{}}");
        get("/instances", "/instances/detail?limit=1", "/instances/" + building, "/instances/none", "/nothing");
        get("/instances/" + building + "/operations", "/operations/" + operation, "/operations/none");
        in("PATCH", "/instances/" + building, "{'instance':{'name':'db2'}}");
        in("PUT", "/instances/" + building, "{'instance':{}}");
        in("POST", "/instances/" + building + "/action", "{'restart':{}}");
        in("POST", "/instances/" + building + "/action", "{'reset_status':{}}");
        in("DELETE", "/instances/" + building, "");
        Instance primary = stage.healthy("p", project, "mysql 8.4.0", null);
        Instance replica = stage.healthy("r", project, "mysql 8.4.0", primary);
        Trouble trouble = new Trouble("It broke.", stage.now, "disk full");
        stage.store.change(tx ->
                tx.instances().update(tx.instances().require(replica.id()).withTask(Task.REPLICA_ERROR, trouble)));
        stage.store.change(tx -> tx.problems().begin(new Problems.Key(replica.id(), "ENGINE_BLOCKED"), "It hangs."));
        get("/mgmt/health");
        management(primary);
        for (String servers : List.of("", "?limit=1", "/detail?all_tenants=True", "/" + primary.id(), "/none")) {
            call("GET", "/compute/v2.1/servers" + servers, "");
        }
        get("/instances/detail", "/instances?limit=1", "/instances/" + primary.id(), "/instances/" + replica.id());
        assertThat(primary.access()).isEqualTo(Access.UNSTATED);
    }

    private void configurations() {
        String datastore = "'datastore':{'type':'mysql','version':'8.4.0'}";
        Response created = in(
                "POST",
                "/configurations",
                "{'configuration':{'name':'c','values':{'max_connections':5}," + datastore + "}}");
        String group = Stage.json(created).path("configuration").path("id").asString();
        in("POST", "/configurations", "{'configuration':{'name':'d','values':{}," + datastore + "}}");
        in("POST", "/configurations", "{'configuration':{'name':'c','values':{'none':5}," + datastore + "}}");
        Instance instance = stage.healthy("db4", project, "mysql 8.4.0", null);
        in("PUT", "/instances/" + instance.id(), "{'instance':{'configuration':'" + group + "'}}");
        get("/configurations", "/configurations?limit=1", "/configurations/" + group, "/configurations/none");
        get("/configurations/" + group + "/instances", "/instances/" + instance.id());
        get("/instances/" + instance.id() + "/configuration");
        in("DELETE", "/configurations/" + group, "");
        in("PUT", "/instances/" + instance.id(), "{'instance':{}}");
        stage.store.change(tx -> {
            tx.operations().cancel(instance.id());
            tx.instances().update(tx.instances().require(instance.id()).withConfiguration(null));
        });
        in("PATCH", "/configurations/" + group, "{'configuration':{'values':{'wait_timeout':5}}}");
        in("PUT", "/configurations/" + group, "{'configuration':{'name':'e'}}");
        in("DELETE", "/configurations/" + group, "");
        String direct = "/datastores/versions/" + Stage.versionId("mysql", "8.4.0") + "/parameters";
        for (String list : List.of(direct, "/datastores/mysql/versions/8.4.0/parameters", "/mgmt" + direct)) {
            get(list, list + "/max_connections", list + "/none");
        }
        in(
                "POST",
                "/mgmt" + direct,
                "{'configuration-parameter':{'name':'zz','data_type':'integer','restart_required':0,'min_size':1,'max_size':'9'}}");
        in("PUT", "/mgmt" + direct + "/zz", "{'configuration-parameter':{'data_type':'string','restart_required':1}}");
        in("DELETE", "/mgmt" + direct + "/zz", "");
    }

    private void logs() {
        Instance instance = stage.healthy("db5", project, "mysql 8.4.0", null);
        String here = "/instances/" + instance.id();
        String account = "/swift/v1/AUTH_" + project;
        call("HEAD", account, "");
        stage.agents.logs.write(instance.id(), "general", "SELECT 1\n");
        in("POST", here + "/log", "{'name':'general','publish':1}");
        in("POST", here + "/log", "{'name':'none'}");
        get(here + "/log", here + "/log/general", here + "/log/general?offset=3", here + "/log/none");
        get(here + "/ssl", here + "/ssl?include_certificate=true");
        in("POST", here + "/ssl", "{'ssl':{'disable':true}}");
        in("POST", here + "/ssl", "{'ssl':{'enable':true,'container_ref':'x'}}");
        for (String path : List.of("", "?format=json", "/database_logs", "/database_logs?format=json", "/none")) {
            call("GET", account + path, "");
        }
        String metafile = "/database_logs/" + instance.id() + "/mysql-general_metafile";
        call("GET", account + metafile, "");
        call("GET", account + "/database_logs?prefix=none", "");
        call("HEAD", account + "/database_logs", "");
        call("HEAD", account + metafile, "");
    }

    private void management(Instance instance) {
        String here = "/mgmt/instances/" + instance.id();
        get("/mgmt/instances", "/mgmt/instances?limit=1", "/mgmt/instances?deleted=true", here, "/mgmt/instances/none");
        get(here + "/root", here + "/hwinfo", here + "/diagnostics", here + "/rpc_ping");
        in("POST", here + "/action", "{'reset-task-status':{}}");
        in("POST", here + "/action", "{'migrate':{}}");
        in("POST", here + "/upgrade", "{}");
        Instance gone = stage.healthy("gone", project, "mysql 8.4.0", null);
        in("DELETE", "/mgmt/instances/" + gone.id(), "");
        stage.store.change(tx -> tx.instances().delete(gone.id(), stage.now));
        get("/mgmt/instances?deleted=true", "/mgmt/instances/" + gone.id() + "?deleted=true");
    }

    private void accounts() {
        Instance instance = stage.healthy("db3", project, "mysql 8.4.0", null);
        String here = "/instances/" + instance.id();
        in("POST", here + "/databases", "{'databases':[{'name':'d1'},{'name':'d2'}]}");
        get(here + "/databases", here + "/databases?limit=1", here + "/databases/d1");
        in("DELETE", here + "/databases/d1", "");
        in("POST", here + "/users", "{'users':[{'name':'u1','password':'p','databases':[{'name':'d1'}]}]}");
        in("POST", here + "/users/u2", "{'users':{'name':'u2','password':'p'}}");
        in("PUT", here + "/users", "{'users':[{'name':'u1','password':'q'}]}");
        get(here + "/users", here + "/users?limit=1", here + "/users/u1", here + "/users/none");
        in("PUT", here + "/users/u1/databases", "{'databases':[{'name':'d2'}]}");
        get(here + "/users/u1/databases");
        in("DELETE", here + "/users/u1/databases/d2", "");
        in("PUT", here + "/users/u1", "{'user':{'name':'u3'}}");
        in("DELETE", here + "/users/u3", "");
        in("POST", here + "/root", "");
        get(here + "/root");
        in("DELETE", here + "/root", "");
    }

    private void versions() {
        String versions = "/mgmt/datastore-versions";
        in(
                "POST",
                versions,
                "{'version':{'name':'1','datastore_name':'mine','datastore_manager':'mysql','active':true,'image_tags':['mysql']}}");
        String id = stage.store.read(tx -> tx.datastores()
                .versions(tx.datastores().find("mine").orElseThrow().id())
                .getFirst()
                .id());
        get(versions, versions + "/" + id, versions + "/none", "/datastores/mine/versions/1");
        in("PATCH", versions + "/" + id, "{'image':'mysql-8.4.0','packages':['p'],'default':true}");
        get(versions + "/" + id);
        in("DELETE", versions + "/" + id, "");
        in("DELETE", "/datastores/mine", "");
    }

    private void modules() {
        Instance instance = stage.healthy("db8", project, "mysql 8.4.0", null);
        Response made = in(
                "POST",
                "/modules",
                "{'module':{'name':'m','module_type':'ping','contents':'eA==','datastore':{'type':'mysql','version':'8.4.0'},"
                        + "'live_update':1}}");
        String id = Stage.json(made).path("module").path("id").asString();
        String here = "/instances/" + instance.id() + "/modules";
        in("POST", here, "{'modules':[{'id':'" + id + "'}]}");
        stage.store.change(tx -> tx.appliedModules()
                .put(new AppliedModule(instance.id(), id, "x", AppliedModule.State.OK, "hi", stage.now, stage.now)));
        get("/modules", "/modules/" + id, "/modules/none", here, here + "?from_guest=1&include_contents=1");
        get("/modules/" + id + "/instances", "/modules/" + id + "/instances?count_only=true");
        in("PUT", "/modules/" + id + "/instances", "{'reapply':{}}");
        in("PUT", "/modules/" + id, "{'module':{'description':'d'}}");
        Instance other = stage.healthy("db9", project, "mysql 8.4.0", null);
        stage.store.change(tx -> tx.appliedModules()
                .put(new AppliedModule(other.id(), id, "x", AppliedModule.State.OK, "hi", stage.now, stage.now)));
        in("DELETE", "/instances/" + other.id() + "/modules/" + id, "");
        in("DELETE", "/modules/" + id, "");
    }

    private void backups() {
        Instance instance = stage.healthy("db6", project, "mysql 8.4.0", null);
        String id = Stage.uuid("backup");
        stage.store.change(tx -> tx.backups()
                .insert(new Backup(
                        id,
                        project,
                        "b",
                        null,
                        instance.id(),
                        instance.datastoreVersionId(),
                        Backup.State.COMPLETED,
                        "here",
                        0.1,
                        null,
                        "swift",
                        stage.now,
                        stage.now)));
        get("/backups?limit=1", "/backups/" + id, "/backups/none", "/instances/" + instance.id() + "/backups");
        in("POST", "/backups", "{'backup':{'name':'b','instance':'" + instance.id() + "'}}");
        in("DELETE", "/backups/" + id, "");
        in("POST", "/backup_strategies", "{'backup_strategy':{'swift_container':'c'}}");
        get("/backup_strategies");
        in("DELETE", "/backup_strategies", "");
    }

    private void clusters() {
        get("/clusters", "/clusters/x", "/clusters/x/instances/y", "/clusters/x/root");
        get("/mgmt/clusters", "/mgmt/clusters/x");
        in(
                "POST",
                "/clusters",
                "{'cluster':{'name':'c','datastore':{'type':'mysql','version':'8.4.0'},"
                        + "'instances':[{'flavorRef':1,'volume':{'size':1}}]}}");
        in("POST", "/mgmt/clusters/x/action", "{'reset-task':{}}");
        in("POST", "/clusters/x", "{'restart':{}}");
    }
}
