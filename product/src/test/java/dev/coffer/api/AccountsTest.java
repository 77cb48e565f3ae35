package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.Instance;
import dev.coffer.model.RootHistory;
import dev.coffer.model.ServiceStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class AccountsTest {
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

    private Response call(String method, String path, String body) {
        return stage.member(method, "/instances/" + instance.id() + path, body.replace('\'', '"'));
    }

    private JsonNode read(String path) {
        Response response = call("GET", path, "");
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response);
    }

    private void accepted(String method, String path, String body) {
        Response response = call(method, path, body);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void makes_lists_and_drops_databases() {
        accepted("POST", "/databases", "{'databases':[{'name':'d2'},{'name':'d1','character_set':'utf8mb4'}]}");
        accepted("POST", "/databases", "{'database':{'name':'d3'}}");
        assertThat(read("/databases").toString())
                .isEqualTo("{\"databases\":[{\"name\":\"d1\"},{\"name\":\"d2\"},{\"name\":\"d3\"}]}");
        assertThat(call("POST", "/databases", "{'databases':[{'name':'d1'}]}").status())
                .isEqualTo(400);
        accepted("DELETE", "/databases/d1", "");
        assertThat(call("DELETE", "/databases/d1", "").status()).isEqualTo(404);
        assertThat(call("GET", "/databases/d2", "").status()).isEqualTo(501);
        assertThat(stage.agents.changes.getFirst())
                .isEqualTo(new Command.CreateDatabases(
                        List.of(new DatabaseSpec("d2", null, null), new DatabaseSpec("d1", "utf8mb4", null))));
    }

    @Test
    void makes_users_and_finds_them_by_name_and_host() {
        accepted(
                "POST",
                "/users",
                "{'users':[{'name':'a.b','host':'10.0.0.%','password':'p','databases':[{'name':'d1'}]}]}");
        accepted("POST", "/users/sdk", "{'users':{'name':'sdk','password':'p'}}");
        assertThat(read("/users/a%2eb@10%2e0%2e0%2e%25").toString())
                .isEqualTo("{\"user\":{\"name\":\"a.b\",\"host\":\"10.0.0.%\",\"databases\":[{\"name\":\"d1\"}]}}");
        assertThat(read("/users/sdk").path("user").path("host").asString()).isEqualTo("%");
        Response missing = call("GET", "/users/zz", "");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(Stage.message(missing)).isEqualTo("User zz@% cannot be found on the instance.");
        Response twice = call("POST", "/users", "{'users':[{'name':'sdk','password':'p'}]}");
        assertThat(Stage.message(twice)).isEqualTo("A user with the name \"sdk\" already exists.");
        accepted("DELETE", "/users/sdk", "");
        assertThat(call("DELETE", "/users/sdk", "").status()).isEqualTo(404);
    }

    @Test
    void changes_passwords_names_and_grants() {
        accepted("POST", "/users", "{'users':[{'name':'u','password':'p'},{'name':'v','password':'p'}]}");
        accepted("PUT", "/users", "{'users':[{'name':'u','password':'q'}]}");
        assertThat(call("PUT", "/users", "{'users':[{'name':'u','password':'q'},{'name':'x','password':'q'}]}")
                        .status())
                .isEqualTo(404);
        accepted("PUT", "/users/u/databases", "{'databases':[{'name':'d1'},{'name':'d2'}]}");
        assertThat(read("/users/u/databases").toString())
                .isEqualTo("{\"databases\":[{\"name\":\"d1\"},{\"name\":\"d2\"}]}");
        accepted("DELETE", "/users/u/databases/d1", "");
        assertThat(call("DELETE", "/users/u/databases/d9", "").status()).isEqualTo(404);
        assertThat(call("PUT", "/users/u", "{'user':{'name':'v'}}").status()).isEqualTo(400);
        accepted("PUT", "/users/u", "{'user':{'name':'w','host':'127.0.0.1'}}");
        assertThat(read("/users/w@127.0.0.1").path("user").path("name").asString())
                .isEqualTo("w");
        assertThat(stage.agents.changes)
                .contains(new Command.ChangePasswords(List.of(new UserSpec("u", "%", "q", List.of()))))
                .filteredOn(Command.ChangePasswords.class::isInstance)
                .hasSize(1);
    }

    @Test
    void new_passwords_of_several_users_are_one_change_or_none() {
        accepted("POST", "/users", "{'users':[{'name':'u','password':'p'},{'name':'v','password':'p'}]}");
        int before = stage.operations.filed.size();
        for (String users : List.of(
                "[{'name':'u','password':'q'},{'name':'v','password':''}]",
                "[{'name':'u','password':'q'},{'name':'v'}]",
                "[{'name':'u','password':'q'},{'name':'u','password':'r'}]",
                "[{'name':'u','password':'q'},{'name':'root','password':'r'}]")) {
            assertThat(call("PUT", "/users", "{'users':%s}".formatted(users)).status())
                    .as(users)
                    .isEqualTo(400);
        }
        accepted("PUT", "/users", "{'users':[]}");
        assertThat(stage.operations.filed).hasSize(before);
        accepted("PUT", "/users", "{'users':[{'name':'u','password':'q'},{'name':'v','password':'r','host':'%'}]}");
        assertThat(stage.operations.filed).hasSize(before + 1);
    }

    @Test
    void a_change_that_failed_meanwhile_is_not_told_as_accepted() {
        stage.operations.failure = "The engine is read-only now; try again.";
        for (Response refused : List.of(
                call("POST", "/databases", "{'databases':[{'name':'d'}]}"),
                call("POST", "/users", "{'users':[{'name':'u','password':'p'}]}"),
                call("POST", "/root", ""))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(Stage.message(refused)).isEqualTo("The engine is read-only now; try again.");
        }
    }

    @Test
    void names_in_paths_are_percent_encoded() {
        for (String name : List.of("a.b", "u.ext", "list.json", "50%", "a%2eb", "имя", "a+b", "a b", "..", "a?b#c")) {
            accepted("POST", "/users", "{'users':[{'name':'%s','password':'p','host':'10.0.0.%%'}]}".formatted(name));
            String path = "/users/" + PercentCoding.encode(name + "@10.0.0.%").replace(".", "%2e");
            assertThat(read(path).path("user").path("name").asString()).isEqualTo(name);
            accepted("PUT", path + "/databases", "{'databases':[{'name':'%s'}]}".formatted(name));
            accepted("DELETE", path + "/databases/" + PercentCoding.encode(name), "");
            accepted("PUT", path, "{'user':{'host':'10.0.1.1'}}");
            accepted("DELETE", path.replace("%2e0%2e%25", "%2e1%2e1"), "");
            accepted("POST", "/databases", "{'databases':[{'name':'%s'}]}".formatted(name));
            accepted("DELETE", "/databases/" + PercentCoding.encode(name), "");
        }
        assertThat(read("/users").path("users")).isEmpty();
        assertThat(read("/databases").path("databases")).isEmpty();
    }

    @Test
    void a_name_with_an_at_sign_needs_its_host_in_paths() {
        accepted("POST", "/users", "{'users':[{'name':'ann@home','password':'p'}]}");
        assertThat(call("GET", "/users/ann%40home", "").status()).isEqualTo(404);
        assertThat(read("/users/ann%40home%40%25").path("user").path("name").asString())
                .isEqualTo("ann@home");
        accepted("DELETE", "/users/ann@home@%25", "");
    }

    @Test
    void hosts_are_the_same_in_capitals() {
        accepted("POST", "/users", "{'users':[{'name':'u','password':'p','host':'DB1.Example'}]}");
        assertThat(read("/users/u@db1.EXAMPLE").path("user").path("host").asString())
                .isEqualTo("db1.example");
        assertThat(call("POST", "/users", "{'users':[{'name':'u','password':'p','host':'db1.example'}]}")
                        .status())
                .isEqualTo(400);
        accepted("PUT", "/users/u@DB1.example", "{'user':{'host':'DB2.example'}}");
        assertThat(read("/users").path("users").path(0).path("host").asString()).isEqualTo("db2.example");
    }

    /** gophercloud follows the link under the collection's name as it is. */
    @Test
    void pages_follow_links_that_are_taken_as_they_are() {
        List<UserSpec> users = List.of("a b", "a%40c", "a@b", "b%", "ü").stream()
                .map(name -> new UserSpec(name, "10.0.0.%", "p", List.of()))
                .toList();
        stage.agents.apply(instance.id(), new Command.CreateUsers(users));
        stage.agents.apply(
                instance.id(),
                new Command.CreateDatabases(users.stream()
                        .map(user -> new DatabaseSpec(user.name(), null, null))
                        .toList()));
        for (String collection : List.of("users", "databases")) {
            List<String> seen = new ArrayList<>();
            String query = "?limit=1";
            while (!query.isEmpty()) {
                JsonNode page = read("/" + collection + query);
                page.path(collection).forEach(row -> seen.add(row.path("name").asString()));
                String href =
                        page.path(collection + "_links").path(0).path("href").asString("");
                query = href.isEmpty() ? "" : href.substring(href.indexOf('?'));
                assertThat(seen).doesNotHaveDuplicates();
            }
            assertThat(seen).containsExactlyInAnyOrder("a b", "a%40c", "a@b", "b%", "ü");
        }
    }

    @Test
    void pages_users_with_markers_that_survive_troves_client() {
        List<UserSpec> users = IntStream.range(0, 45)
                .mapToObj(i -> new UserSpec("a.%02d".formatted(i), "10.0.0.%", "p", List.of()))
                .toList();
        stage.agents.apply(instance.id(), new Command.CreateUsers(users));
        List<String> seen = new ArrayList<>();
        String query = "";
        while (true) {
            JsonNode page = read("/users" + query);
            page.path("users").forEach(user -> seen.add(user.path("name").asString()));
            if (!page.has("links")) {
                break;
            }
            String href = page.path("links").path(0).path("href").asString();
            String marker = href.substring(href.indexOf("marker=") + 7);
            assertThat(marker).endsWith("%254010.0.0.%2525");
            // as troveclient does: decode once, paste the result
            query = "?marker=" + PercentCoding.decode(marker);
        }
        assertThat(seen).hasSize(45).doesNotHaveDuplicates();
    }

    @Test
    void gives_out_root_once_asked_and_remembers_it() {
        assertThat(read("/root").path("rootEnabled").booleanValue()).isFalse();
        assertThat(call("DELETE", "/root", "").status()).isEqualTo(404);
        Response enabled = call("POST", "/root", "");
        assertThat(enabled.status()).isEqualTo(200);
        JsonNode user = Stage.json(enabled).path("user");
        assertThat(user.path("name").asString()).isEqualTo("root");
        assertThat(user.path("password").asString()).hasSizeGreaterThan(20);
        assertThat(Stage.json(call("POST", "/root", "{'password':'chosen'}"))
                        .path("user")
                        .path("password")
                        .asString())
                .isEqualTo("chosen");
        Response disabled = call("DELETE", "/root", "");
        assertThat(disabled.status()).isEqualTo(204);
        assertThat(read("/root").path("rootEnabled").booleanValue()).isFalse();
        assertThat(call("DELETE", "/root", "").status()).isEqualTo(204);
        Optional<RootHistory> history = stage.store.read(tx -> tx.roots().find(instance.id()));
        assertThat(history).map(RootHistory::enabled).contains(stage.now);
        assertThat(call("POST", "/root", "{'password':5}").status()).isEqualTo(400);
    }

    @Test
    void refuses_what_the_engine_would_without_asking_it() {
        for (String users : List.of(
                "[{'name':'root','password':'p'}]",
                "[{'name':'a;b','password':'p'}]",
                "[{'name':'u','password':'p','host':'300.1.1.1'}]",
                "[{'name':'u','password':'%s'}]".formatted("p".repeat(300)),
                "[{'name':'u','password':'p','databases':[{'name':'mysql'}]}]",
                "[{'name':'u','password':'p'},{'name':'u','password':'q'}]")) {
            assertThat(call("POST", "/users", "{'users':%s}".formatted(users)).status())
                    .isEqualTo(400);
        }
        assertThat(stage.agents.changes).isEmpty();
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void needs_a_serving_engine_that_has_accounts_and_is_no_replica() {
        Instance replica = stage.replica("r", instance);
        Response onReplica =
                stage.member("POST", "/instances/" + replica.id() + "/databases", "{\"databases\":[{\"name\":\"d\"}]}");
        assertThat(onReplica.status()).isEqualTo(422);
        assertThat(Stage.message(onReplica)).contains(instance.id());

        Instance bare = stage.healthy("pg", Stage.PROJECT, "postgresql 17", null);
        Response unsupported = stage.member("GET", "/instances/" + bare.id() + "/users");
        assertThat(unsupported.status()).isEqualTo(422);
        assertThat(Stage.message(unsupported)).isEqualTo("Operation not supported for datastore postgresql.");

        stage.now = stage.now.plusSeconds(1);
        stage.report(instance, ServiceStatus.SHUTDOWN);
        Response stopped = call("GET", "/users", "");
        assertThat(stopped.status()).isEqualTo(422);
        assertThat(Stage.message(stopped))
                .isEqualTo("Instance %s is not ready, status: shutdown.".formatted(instance.id()));
    }
}
