package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.policy.InvalidPolicy;
import dev.coffer.policy.Policy;
import dev.coffer.policy.RateLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Rules of a policy file, as callers of the API feel them. */
class PolicyTest {
    private static final String SMALL = "'flavorRef':'1','volume':{'size':1}";

    @TempDir
    Path directory;

    private Optional<Stage> stage = Optional.empty();

    @AfterEach
    void close() {
        stage.ifPresent(Stage::close);
    }

    private Stage with(String yaml) throws IOException, InvalidPolicy {
        Path file = directory.resolve("policy.yaml");
        Files.writeString(file, yaml);
        Stage[] made = {null};
        Policy policy = Policy.open(file, () -> made[0] == null ? java.time.Instant.EPOCH : made[0].now);
        made[0] = new Stage(directory, Stage.IDENTITY, Stage.SETTINGS, policy);
        stage = Optional.of(made[0]);
        return made[0];
    }

    private static Response create(Stage stage, String attributes) {
        return stage.member(
                "POST", "/instances", "{'instance':{%s}}".formatted(attributes).replace('\'', '"'));
    }

    private static String refusal(Response response) {
        assertThat(response.status()).as(response.bodyText()).isEqualTo(403);
        return Stage.message(response);
    }

    @Test
    void every_route_has_a_rule_that_a_file_can_replace() {
        try (Stage plain = new Stage(directory)) {
            assertThat(plain.api.rules())
                    .as("add new rules to policy/DefaultRules and docs/policy.md")
                    .allMatch(rule -> Policy.isRule(rule) || rule.equals(Policy.BY_BODY));
        }
    }

    /**
     * Whatever route forgets to ask for its rule is found here: at the door by a check that never passes, and where the owner is known by
     * one that passes for nobody's things.
     */
    @ParameterizedTest
    @ValueSource(strings = {"!", "'nobody':%(tenant)s"})
    void when_nobody_may_do_anything_nothing_can_be_done(String check) throws Exception {
        StringBuilder nothing = new StringBuilder();
        try (Stage plain = new Stage(Files.createDirectory(directory.resolve("plain")))) {
            Set<String> rules = new TreeSet<>(plain.api.rules());
            rules.addAll(List.of("instance:restart", "instance:reset_status", "instance:promote_to_replica_source"));
            rules.addAll(List.of("default", "instance:eject_replica_source", "instance:force_delete"));
            rules.remove(Policy.BY_BODY);
            rules.forEach(rule -> nothing.append("\"%s\": \"%s\"%n".formatted(rule, check)));
        }
        Stage closed = with(nothing.toString());
        Instance instance = closed.primary("db");
        List<String> done = new ArrayList<>();
        for (String route : closed.api.routes()) {
            if (!route.contains("/v1.0/{project}/") || route.endsWith("{project}/")) {
                continue;
            }
            String method = route.substring(0, route.indexOf(' '));
            String path = route.substring(route.indexOf(' ') + 1)
                    .replace("{project}", Stage.PROJECT)
                    .replace("/mgmt/quotas/{id}", "/mgmt/quotas/" + Stage.PROJECT)
                    .replaceFirst("\\{(id|instance)}", instance.id())
                    .replaceAll("\\{\\w+}", "x");
            String body = method.equals("GET") || method.equals("DELETE") ? "" : "{\"restart\":{}}";
            int status =
                    closed.call("member:" + Stage.PROJECT, method, path, body).status();
            boolean unknown =
                    status == 404 && !check.equals("!") && !route.matches(".*\\{project}(/mgmt)?/instances.*");
            if (status != 403 && status != 401 && status != 400 && !unknown) {
                done.add(route + " gave " + status);
            }
        }
        assertThat(done).isEmpty();
        assertThat(closed.operations.filed).isEmpty();
    }

    @Test
    void an_action_asks_for_its_own_rule_only() throws Exception {
        Stage strict = with("'instance:update': '!'\n'instance:restart': 'role:member'");
        Instance instance = strict.primary("db");
        String path = "/instances/" + instance.id();
        assertThat(strict.member("POST", path + "/action", "{\"restart\":{}}").status())
                .isEqualTo(202);
        assertThat(refusal(strict.member("PUT", path, "{\"instance\":{\"name\":\"x\"}}")))
                .isEqualTo("Policy doesn't allow instance:update to be performed.");
    }

    @Test
    void a_rule_about_the_owner_means_the_owner_and_not_the_caller() throws Exception {
        Stage strict = with("""
                'instance:show': "project_id:%%(tenant)s"
                'instance:delete': "'%s':%%(tenant)s"
                """.formatted(Stage.PROJECT));
        Instance instance = strict.primary("db");
        String path = "/instances/" + instance.id();
        assertThat(strict.member("GET", path).status()).isEqualTo(200);
        assertThat(refusal(strict.admin("GET", path, ""))).contains("instance:show");
        assertThat(refusal(strict.admin("GET", path + "/operations", ""))).contains("instance:show");
        Response deleted = strict.admin("DELETE", path, "");
        assertThat(deleted.status()).isEqualTo(202);
        String operation = "/operations/" + deleted.headers().get("Coffer-Operation");
        assertThat(strict.member("GET", operation).status()).isEqualTo(200);
        assertThat(refusal(strict.admin("GET", operation, ""))).contains("instance:show");
    }

    @Test
    void a_rule_opens_nothing_of_other_projects_to_who_is_no_administrator() throws Exception {
        Stage open = with("'instance:show': '@'\n'quota:show': 'rule:admin_or_owner'");
        Instance theirs = open.healthy("db", Stage.STRANGERS, "mysql 8.4.0", null);
        assertThat(open.member("GET", "/instances/" + theirs.id()).status()).isEqualTo(404);
    }

    @Test
    void creating_asks_also_for_the_rules_of_what_is_made_at_once() throws Exception {
        Stage strict = with("""
                'instance:extension:user:create': 'role:dba'
                'instance:extension:database:create': 'role:dba'
                'instance:module_apply': 'role:dba'
                'instance:update': 'role:dba'
                """);
        String user = "'users':[{'name':'u','password':'p'}]";
        assertThat(refusal(create(strict, "'name':'a'," + SMALL + "," + user)))
                .contains("instance:extension:user:create");
        assertThat(refusal(create(strict, "'name':'a'," + SMALL + ",'databases':[{'name':'d'}]")))
                .contains("instance:extension:database:create");
        assertThat(refusal(create(strict, "'name':'a'," + SMALL + ",'modules':[{'id':'m'}]")))
                .contains("instance:module_apply");
        assertThat(refusal(create(strict, "'name':'a'," + SMALL + ",'configuration':'c'")))
                .contains("instance:update");
        assertThat(create(strict, "'name':'a','users':[],'configuration':null," + SMALL)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_replica_is_made_under_the_rule_for_the_project_it_belongs_to() throws Exception {
        Stage strict = with("'instance:create': 'project_id:%(tenant)s'");
        Instance primary = strict.primary("db");
        String body = "{\"instance\":{\"name\":\"r\",\"replica_of\":\"%s\"}}".formatted(primary.id());
        assertThat(refusal(strict.admin("POST", "/instances", body))).contains("instance:create");
        assertThat(strict.member("POST", "/instances", body).status()).isEqualTo(200);
    }

    @Test
    void who_is_an_administrator_for_the_policy_is_one_everywhere() throws Exception {
        Stage turned = with("context_is_admin: 'role:member'");
        Instance theirs = turned.healthy("db", Stage.STRANGERS, "mysql 8.4.0", null);
        JsonNode view =
                Stage.json(turned.member("GET", "/instances/" + theirs.id())).path("instance");
        assertThat(view.path("tenant_id").asString()).isEqualTo(Stage.STRANGERS);
        assertThat(turned.member("GET", "/mgmt/volume-types").status()).isEqualTo(200);
        assertThat(turned.admin("GET", "/mgmt/volume-types", "").status()).isEqualTo(401);
        assertThat(turned.admin("GET", "/instances/" + theirs.id(), "").status())
                .isEqualTo(404);
    }

    @Test
    void a_broken_change_of_the_file_is_a_problem_of_the_installation() throws Exception {
        Stage watched = with("'instance:index': '!'");
        assertThat(watched.member("GET", "/instances").status()).isEqualTo(403);
        Files.writeString(directory.resolve("policy.yaml"), "'instance:index': 'role:'\n'instance:indx': '@'");
        watched.now = watched.now.plusSeconds(5);
        assertThat(watched.member("GET", "/instances").status()).isEqualTo(403);
        Response response = watched.admin("GET", "/mgmt/health", "");
        new Contract().check(Stage.request("GET", "/v1.0/x/mgmt/health", "", java.util.Map.of()), response);
        JsonNode health = Stage.json(response).path("health");
        assertThat(health.path("well").booleanValue()).isFalse();
        JsonNode problem = health.path("problems").path(0);
        assertThat(problem.path("code").asString()).isEqualTo("POLICY_BROKEN");
        assertThat(problem.path("sentence").asString()).contains("`instance:indx` is no rule");

        Files.writeString(directory.resolve("policy.yaml"), "");
        watched.now = watched.now.plusSeconds(5);
        assertThat(watched.member("GET", "/instances").status()).isEqualTo(200);
        assertThat(Stage.json(watched.admin("GET", "/mgmt/health", ""))
                        .path("health")
                        .path("well")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void a_request_too_many_is_told_when_to_come_again() {
        RateLimits.Rates three = new RateLimits.Rates(-1, -1, -1, 3, -1);
        Stage tight = new Stage(directory, Stage.IDENTITY, Stage.settings(Stage.SETTINGS.quotas(), three));
        stage = Optional.of(tight);
        for (int i = 0; i < 3; i++) {
            assertThat(tight.member("GET", "/datastores/mysql").status()).isEqualTo(200);
        }
        Response refused = tight.member("GET", "/datastores/mysql");
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.headers()).containsEntry("Retry-After", "20");
        assertThat(refused.bodyText())
                .isEqualTo(
                        "{\"overLimit\":{\"code\":413,\"message\":\"This request was rate-limited.\","
                                + "\"details\":\"Only 3 GET request(s) can be made to * every minute.\",\"retryAfter\":\"20\"}}");
        new Contract().check(Stage.request("GET", "/v1.0/x/datastores/mysql", "", java.util.Map.of()), refused);
        assertThat(create(tight, "'name':'a'," + SMALL).status()).isEqualTo(200);
        assertThat(tight.admin("GET", "/datastores", "").status())
                .as("another project")
                .isEqualTo(200);
        tight.now = tight.now.plusSeconds(20);
        JsonNode limits = Stage.json(tight.member("GET", "/limits")).path("limits");
        assertThat(limits).hasSize(2);
        assertThat(limits.path(1).toString())
                .isEqualTo("{\"verb\":\"GET\",\"uri\":\"*\",\"regex\":\".*\",\"value\":3,\"remaining\":0,"
                        + "\"unit\":\"MINUTE\",\"nextAvailable\":\"2026-03-01T12:00:40Z\"}");
    }

    @Test
    void one_rule_narrows_listing_reading_and_publishing_logs() throws Exception {
        Stage narrowed = with("\"instance:guest_log_list\": \"rule:admin\"");
        Instance instance = narrowed.primary("db");
        String log = "/instances/" + instance.id() + "/log";
        String publish = "{\"name\": \"error\", \"publish\": 1}";
        narrowed.agents.logs.write(instance.id(), "error", "a line\n");
        refusal(narrowed.member("GET", log));
        refusal(narrowed.member("GET", log + "/error"));
        refusal(narrowed.member("POST", log, publish));
        refusal(narrowed.member("POST", log, "{\"name\": \"error\"}"));
        assertThat(narrowed.admin("POST", log, publish).status()).isEqualTo(200);
    }
}
