package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.Instance;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a datastore that has rules of what they may do, and no databases. */
class AccessRulesTest {
    private static final String UNSUPPORTED = "Operation not supported for datastore redis.";

    @TempDir
    Path directory;

    private Stage stage;
    private Instance instance;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        stage.store.change(tx -> Stage.datastore(tx, "redis", "keyed", "8.0"));
        instance = stage.healthy("keys", Stage.PROJECT, "redis 8.0", null);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private Response call(Instance of, String method, String path, String body) {
        return stage.member(method, "/instances/" + of.id() + path, body.replace('\'', '"'));
    }

    private Response call(String method, String path, String body) {
        return call(instance, method, path, body);
    }

    private void unsupported(Response response) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(422);
        assertThat(Stage.message(response)).isEqualTo(UNSUPPORTED);
    }

    @Test
    void are_given_shown_and_changed() {
        Response made =
                call("POST", "/users", "{'users':[{'name':'ann','password':'p','access_rules':['~a:*','+@read']}]}");
        assertThat(made.status()).as(made.bodyText()).isEqualTo(202);
        assertThat(stage.agents.changes)
                .containsExactly(new Command.CreateUsers(
                        List.of(new UserSpec("ann", "%", "p", List.of(), List.of("~a:*", "+@read")))));
        assertThat(call("GET", "/users/ann", "").bodyText())
                .isEqualTo(
                        "{\"user\":{\"name\":\"ann\",\"host\":\"%\",\"databases\":[],\"access_rules\":[\"~a:*\",\"+@read\"]}}");

        assertThat(call("PUT", "/users/ann", "{'user':{'access_rules':[]}}").status())
                .isEqualTo(202);
        assertThat(call("GET", "/users/ann", "").bodyText())
                .isEqualTo("{\"user\":{\"name\":\"ann\",\"host\":\"%\",\"databases\":[]}}");
    }

    @Test
    void are_refused_before_anything_is_filed() {
        for (String rules : List.of("['nonsense']", "'~*'", "[7]", "['']")) {
            String user = "{'users':[{'name':'ann','password':'p','access_rules':%s}]}".formatted(rules);
            assertThat(call("POST", "/users", user).status()).as(rules).isEqualTo(400);
        }
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void databases_are_not_supported_where_there_are_none() {
        unsupported(call("GET", "/databases", ""));
        unsupported(call("POST", "/databases", "{'databases':[{'name':'d'}]}"));
        unsupported(call("POST", "/users", "{'users':[{'name':'a','password':'p','databases':[{'name':'d'}]}]}"));
        unsupported(call("GET", "/users/a/databases", ""));
        unsupported(call("PUT", "/users/a/databases", "{'databases':[{'name':'d'}]}"));
        unsupported(call("DELETE", "/users/a/databases/d", ""));
        unsupported(stage.member(
                "POST",
                "/instances",
                "{'instance':{'name':'k','flavorRef':'1','volume':{'size':1},'datastore':{'type':'redis','version':'8.0'},'databases':[{'name':'d'}]}}"
                        .replace('\'', '"')));
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void rules_are_not_supported_where_there_are_none() {
        Instance bare = stage.healthy("pg", Stage.PROJECT, "postgresql 17", null);
        Response refused =
                call(bare, "POST", "/users", "{'users':[{'name':'a','password':'p','access_rules':['~*']}]}");
        assertThat(refused.status()).isEqualTo(422);
    }
}
