package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.model.Instance;
import dev.coffer.operations.SwitchLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LogsTest {
    private static final String ACCOUNT = "/swift/v1/AUTH_" + Stage.PROJECT;

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

    private Response post(String body) {
        stage.now = stage.now.plus(Duration.ofSeconds(1));
        return stage.member("POST", "/instances/" + instance.id() + "/log", body.replace('\'', '"'));
    }

    private JsonNode act(String body) {
        Response response = post(body);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response).path("log");
    }

    private void write(String log, String text) {
        stage.agents.logs.write(instance.id(), log, text);
    }

    private JsonNode read(String query) {
        Response response = stage.member("GET", "/instances/" + instance.id() + "/log/general" + query);
        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        return Stage.json(response).path("log");
    }

    private Response swift(String token, String path) {
        return stage.call(token, "GET", path, "");
    }

    private Response swift(String path) {
        return swift("member:" + Stage.PROJECT, path);
    }

    /** Names of the published parts, by time. */
    private List<String> parts(JsonNode log) {
        Response list = swift(ACCOUNT + "/" + log.path("container").asString() + "?format=json&prefix="
                + log.path("prefix").asString());
        assertThat(list.status()).isEqualTo(200);
        List<String> parts = new ArrayList<>();
        Stage.json(list).forEach(row -> parts.add(row.path("name").asString()));
        return parts;
    }

    private String content(String part) {
        Response object = swift(ACCOUNT + "/database_logs/" + part);
        assertThat(object.status()).isEqualTo(200);
        return object.bodyText();
    }

    @Test
    void logs_are_listed_in_troves_form_and_the_agents_own_to_administrators_only() {
        write("error", "a line\n");
        String path = "/instances/" + instance.id() + "/log";
        JsonNode logs = Stage.json(stage.member("GET", path)).path("logs");

        assertThat(logs.findValuesAsString("name")).containsExactly("error", "general", "slow_query");
        assertThat(logs.get(0).toString())
                .isEqualTo("{\"name\":\"error\",\"type\":\"SYS\",\"status\":\"Ready\",\"published\":0,\"pending\":7,"
                        + "\"container\":\"None\",\"prefix\":\"None\",\"metafile\":\"" + instance.id()
                        + "/mysql-error_metafile\"}");
        assertThat(logs.get(1).path("status").asString()).isEqualTo("Disabled");
        assertThat(Stage.json(stage.admin("GET", path, "")).path("logs").findValuesAsString("name"))
                .containsExactly("error", "general", "slow_query", "guest");
    }

    @Test
    void a_log_is_enabled_and_disabled_by_operations_and_only_when_it_is_not_so_already() {
        assertThat(act("{'name':'general'}").path("status").asString()).isEqualTo("Disabled");
        assertThat(post("{'name':'general','enable':1}").headers()).containsKey("Coffer-Operation");
        assertThat(act("{'name':'general','enable':1}").path("status").asString())
                .isEqualTo("Enabled");
        assertThat(act("{'name':'general','disable':1,'enable':0}")
                        .path("status")
                        .asString())
                .isEqualTo("Disabled");
        act("{'name':'general','disable':1}");

        assertThat(stage.operations.filed)
                .containsExactly(
                        new SwitchLog(instance.id(), "general", true), new SwitchLog(instance.id(), "general", false));
    }

    @Test
    void publishing_enables_and_goes_on_where_it_ended() {
        write("general", "SELECT 1\nSELECT 2\n");
        JsonNode first = act("{'name':'general','publish':1}");
        assertThat(first.path("status").asString()).isEqualTo("Published");
        assertThat(first.path("published").asInt()).isEqualTo(18);
        assertThat(first.path("container").asString()).isEqualTo("database_logs");
        assertThat(first.path("prefix").asString()).isEqualTo(instance.id() + "/mysql-general/");
        assertThat(stage.agents.logs.isOn(instance.id(), "general")).isTrue();

        write("general", "SELECT 3\n");
        JsonNode partial = act("{'name':'general'}");
        assertThat(partial.path("status").asString()).isEqualTo("Partial");
        assertThat(partial.path("pending").asInt()).isEqualTo(9);
        act("{'name':'general','publish':1}");
        JsonNode again = act("{'name':'general','publish':1}");

        List<String> parts = parts(again);
        assertThat(parts)
                .hasSize(2)
                .allMatch(part -> part.matches(
                        instance.id() + "/mysql-general/log-\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}"));
        assertThat(parts.stream().map(this::content)).containsExactly("SELECT 1\nSELECT 2\n", "SELECT 3\n");
        Response head = stage.call("member:" + Stage.PROJECT, "HEAD", ACCOUNT + "/database_logs/" + parts.get(0), "");
        assertThat(head.headers()).containsEntry("X-Object-Meta-Lines", "2").containsEntry("Content-Length", "18");
        assertThat(content(again.path("metafile").asString())).contains("\"log_size\":27");
    }

    @Test
    void much_is_published_in_parts_of_which_none_is_too_large() {
        IntStream.range(0, 30_000).forEach(i -> write("error", "%d %s%n".formatted(i, "x".repeat(90))));
        JsonNode log = act("{'name':'error','publish':1}");

        List<String> parts = parts(log);
        assertThat(parts).hasSizeGreaterThan(2);
        List<String> contents = parts.stream().map(this::content).toList();
        assertThat(contents).allMatch(content -> content.length() < 1_200_000);
        assertThat(String.join("", contents).lines().count()).isEqualTo(30_000);
        assertThat(log.path("pending").asInt()).isZero();
    }

    @Test
    void discarding_removes_what_is_published_and_begins_anew() {
        write("general", "SELECT 1\n");
        JsonNode published = act("{'name':'general','publish':1}");
        JsonNode discarded = act("{'name':'general','discard':1}");
        assertThat(discarded.path("status").asString()).isEqualTo("Ready");
        assertThat(discarded.path("published").asInt()).isZero();
        assertThat(discarded.path("container").asString()).isEqualTo("None");
        assertThat(parts(published)).isEmpty();
        assertThat(swift(ACCOUNT + "/None?format=json&prefix=None").status()).isEqualTo(404);

        write("general", "SELECT 2\n");
        JsonNode both = act("{'name':'general','discard':1,'publish':1,'disable':1}");
        assertThat(both.path("status").asString()).isEqualTo("Disabled");
        assertThat(both.path("published").asInt()).isEqualTo(18);
        assertThat(parts(both).stream().map(this::content)).containsExactly("SELECT 1\nSELECT 2\n");
    }

    @Test
    void what_was_rotated_away_before_it_was_published_is_said() {
        write("error", "one\n");
        act("{'name':'error','publish':1}");
        write("error", "lost\n");
        stage.agents.logs.rotate(instance.id(), "error");
        write("error", "two\n");

        JsonNode rotated = act("{'name':'error'}");
        assertThat(rotated.path("status").asString()).isEqualTo("Rotated");
        assertThat(rotated.path("pending").asInt()).isEqualTo(4);
        JsonNode published = act("{'name':'error','publish':1}");
        assertThat(published.path("status").asString()).isEqualTo("Published");
        assertThat(parts(published).stream().map(this::content)).containsExactly("one\n", "two\n");
    }

    @Test
    void what_is_published_expires() throws Exception {
        write("error", "one\n");
        act("{'name':'error','publish':1}");
        assertThat(stage.objects.removeExpired(stage.now.plus(Duration.ofDays(29))))
                .isZero();
        assertThat(stage.objects.removeExpired(stage.now.plus(Duration.ofDays(31))))
                .isEqualTo(2);
        assertThat(act("{'name':'error'}").path("published").asInt()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'name':'general','enable':1,'disable':1} | 400 | Cannot enable and disable log.
            {} | 400 | 'name' is a required property
            {'name':''} | 400 | should be non-empty
            {'name':'general','enable':2} | 400 | greater than the maximum
            {'name':'general','publish':'yes'} | 400 | is not of type
            {'name':'error','disable':1} | 400 | Cannot disable a SYSTEM log ('error').
            {'name':'nothing'} | 404 | Log 'nothing' is not defined.
            {'name':'guest','publish':1} | 403 | You must be admin to publish log 'guest'.
            """)
    void bad_wishes_are_refused(String body, int status, String message) {
        Response response = post(body.replace('\'', '"'));
        assertThat(response.status()).isEqualTo(status);
        assertThat(Stage.message(response)).contains(message);
        assertThat(stage.operations.filed).isEmpty();
    }

    @Test
    void a_log_is_read_from_its_end_and_followed() {
        write("general", "one\ntwo\nthree\n");
        JsonNode end = read("?lines=2");
        assertThat(end.toString())
                .isEqualTo("{\"name\":\"general\",\"offset\":4,\"next_offset\":14,\"end_offset\":14,\"text\":\"two\\n"
                        + "three\\n\"}");
        assertThat(read("?offset=14").path("text").asString()).isEmpty();
        write("general", "four\n");
        JsonNode next = read("?offset=14");
        assertThat(next.path("text").asString()).isEqualTo("four\n");
        assertThat(next.path("next_offset").asInt()).isEqualTo(19);
        stage.agents.logs.rotate(instance.id(), "general");
        write("general", "five\n");
        assertThat(read("?offset=0").path("offset").asInt()).isEqualTo(19);
        assertThat(read("").path("text").asString()).isEqualTo("five\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "general?lines=-1",
                "general?lines=x",
                "general?lines=100000",
                "general?offset=99999999999999999999",
                "general?lines=1&offset=1"
            })
    void bad_readings_are_refused(String query) {
        assertThat(stage.member("GET", "/instances/" + instance.id() + "/log/" + query)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void nobody_reads_the_logs_of_others() {
        write("error", "one\n");
        act("{'name':'error','publish':1}");
        String stranger = "member:" + Stage.STRANGERS;
        String theirs = "/v1.0/" + Stage.STRANGERS + "/instances/" + instance.id() + "/log";
        assertThat(stage.call(stranger, "GET", theirs, "").status()).isEqualTo(404);
        assertThat(stage.call(stranger, "GET", theirs + "/error", "").status()).isEqualTo(404);
        assertThat(stage.call(stranger, "POST", theirs, "{\"name\":\"error\"}").status())
                .isEqualTo(404);
        assertThat(stage.member("GET", "/instances/" + instance.id() + "/log/guest")
                        .status())
                .isEqualTo(403);
        for (String path : List.of("", "/database_logs", "/database_logs/x", "/none")) {
            assertThat(swift(stranger, ACCOUNT + path).status()).isEqualTo(403);
            assertThat(swift("nobody", ACCOUNT + path).status()).isEqualTo(401);
        }
        assertThat(swift("admin:" + Stage.ADMINS, ACCOUNT + "/database_logs").status())
                .isEqualTo(200);
    }

    @Test
    void the_agents_own_log_is_published_to_the_administrator_who_asks_and_never_to_the_owner() {
        write("guest", "of the installation\n");
        String path = "/instances/" + instance.id() + "/log";
        String publish = "{\"name\": \"guest\", \"publish\": 1}";
        JsonNode log = Stage.json(stage.admin("POST", path, publish)).path("log");
        assertThat(log.path("status").asString()).isEqualTo("Published");
        assertThat(log.path("container").asString()).isEqualTo("database_logs");
        assertThat(log.path("prefix").asString()).isEqualTo(instance.id() + "/mysql-guest/");
        assertThat(swift(ACCOUNT + "/database_logs").bodyText()).doesNotContain("guest");
        String theirs = "/swift/v1/AUTH_" + Stage.ADMINS + "/database_logs?prefix=";
        assertThat(swift("admin:" + Stage.ADMINS, theirs + log.path("prefix").asString())
                        .bodyText()
                        .lines())
                .hasSize(1);
        assertThat(swift("member:" + Stage.PROJECT, theirs).status()).isEqualTo(403);

        String asOwner = "/v1.0/" + Stage.PROJECT + path;
        Response refused = stage.call("admin:" + Stage.PROJECT, "POST", asOwner, publish);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(Stage.message(refused)).contains("token of another project");
        assertThat(swift(ACCOUNT + "/database_logs").bodyText()).doesNotContain("guest");
        assertThat(stage.call("admin:" + Stage.PROJECT, "GET", asOwner + "/guest", "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void the_object_storage_is_listed_in_parts_and_written_by_nobody() {
        write("error", "one\n");
        act("{'name':'error','publish':1}");
        write("general", "one\n");
        act("{'name':'general','publish':1}");
        String names = swift(ACCOUNT + "/database_logs").bodyText();
        assertThat(names.lines()).hasSize(4).isSorted();
        String second = swift(ACCOUNT + "/database_logs?limit=1&marker="
                        + PercentCoding.encode(names.lines().findFirst().orElseThrow()))
                .bodyText();
        assertThat(second.strip()).isEqualTo(names.lines().skip(1).findFirst().orElseThrow());
        assertThat(swift(ACCOUNT).bodyText()).isEqualTo("database_logs\n");
        assertThat(swift(ACCOUNT).headers()).containsEntry("X-Account-Object-Count", "4");
        assertThat(swift(ACCOUNT + "/database_logs?limit=x").status()).isEqualTo(400);
        assertThat(swift(ACCOUNT + "/database_logs?delimiter=/").status()).isEqualTo(400);
        assertThat(swift(ACCOUNT + "/..%2f..%2fcontrol/users.yaml").status()).isEqualTo(404);
        assertThat(swift(ACCOUNT + "/database_logs/..%2f..%2fcoffer.db").status())
                .isEqualTo(404);
        assertThat(swift("/swift/v1/" + Stage.PROJECT).status()).isEqualTo(404);
        for (String method : List.of("PUT", "POST", "DELETE")) {
            assertThat(stage.call("member:" + Stage.PROJECT, method, ACCOUNT + "/database_logs/x", "")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_datastore_without_logs_says_so() {
        Instance bare = stage.healthy("bare", Stage.PROJECT, "postgresql 17", null);
        assertThat(stage.member("GET", "/instances/" + bare.id() + "/log").status())
                .isEqualTo(422);
    }
}
