package dev.coffer.cli.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Run;
import dev.coffer.cli.TestServer;
import dev.coffer.cli.client.Json;
import dev.coffer.log.LogLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
    private static final String HEALTH = """
            {'health':{'well':%s,'version':'1.2.3','store':'sqlite','agents':{'connected':2,'silent':1},
             'outbox':{'unacknowledged':1,'unanswered':4,'oldest':null},'instances':{'ACTIVE':2,'ERROR':1},
             'active_instances':{'HEALTHY':1,'BLOCKED':1},'problems':[%s],'operations':[%s],'failed':[%s],
             'volumes_nearly_full':[]}}""";
    private static final String OPERATION = """
            {'id':'op-1','kind':'RecoverInstance','instance_id':'i-1','state':'WAITING','created':'%s','ended':null,
             'error':%s,'step':'start agent','attempts':3,'next_try':'%s'}""";

    @TempDir
    Path home;

    private TestServer server;
    private ServedInstallation installation;

    @BeforeEach
    void open() throws IOException {
        server = new TestServer();
        server.on("GET /instances/detail", 200, "{'instances':[]}");
        installation = new ServedInstallation(home, server);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String ago(int seconds) {
        return Instant.now()
                .minusSeconds(seconds)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private static String operation(String error) {
        return OPERATION.formatted(ago(70), error, ago(-20));
    }

    private void health(boolean well, String problems, String operations, String failed) {
        server.on("GET /mgmt/health", 200, HEALTH.formatted(well, problems, operations, failed));
    }

    @Test
    void when_all_is_well_it_says_so() {
        health(true, "", "", "");
        Run run = installation.run("status");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Coffer 1.2.3 answers at " + server.url() + ", process 4711, for 1 h 1 min")
                .contains("Store sqlite; agents: 2 connected, 1 not heard of; commands under way: 4; disk: ")
                .contains("Nothing is wrong.")
                .contains("Instances: 2 ACTIVE (1 HEALTHY, 1 BLOCKED), 1 ERROR");
    }

    @Test
    void a_problem_is_told_with_what_coffer_does_and_what_is_left_to_the_operator() {
        String first = """
                {'code':'AGENT_DOWN','instance_id':'i-1','instance_name':'shop','since':'%s','sentence':'It is down.',
                 'doing':'the agent is started','advice':'','operation':%s}""".formatted(ago(95), operation("null"));
        String second = """
                {'code':'ENGINE_BLOCKED','instance_id':'i-2','instance_name':'db','since':'%s',
                 'sentence':'It hangs.\\u001b[31m','doing':'','advice':'coffer instance restart i-2','operation':null}
                """.formatted(ago(7200));
        health(false, first + "," + second, operation("'no answer'"), """
                {'kind':'CreateInstance','instance_id':'i-3','ended':'%s','error':'No image.'}""".formatted(ago(300)));
        Run run = installation.run("status");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern(
                        "2 problems:\n  shop: AGENT_DOWN for 1 min 3\\d s \\(instance i-1\\)\n    It is down.\n")
                .containsPattern(
                        "    Coffer: the agent is started; operation RecoverInstance op-1, step \"start agent\", attempt 3, goes on within (19|20) s\n")
                .containsPattern("  db: ENGINE_BLOCKED for 2 h 0 min \\(instance i-2\\)\n    It hangs. \\[31m\n")
                .contains("    Coffer: nothing by itself\n    You: coffer instance restart i-2\n")
                .contains("Operations under way:", "no answer")
                .containsPattern("5 min \\d s ago, CreateInstance of i-3: No image.");
    }

    @Test
    void scripts_get_all_of_it() {
        health(false, "{'code':'ORPHAN','instance_name':'shop','doing':'','advice':''}", "", "");
        Run run = installation.run("status", "--json");
        assertThat(run.exitCode()).isEqualTo(1);
        Json json = Json.parse(run.out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.at("in_trouble").items()).extracting(Json::value).containsExactly("shop");
        assertThat(json.at("health").string("version")).isEqualTo("1.2.3");
        assertThat(json.number("disk_total"))
                .hasValueSatisfying(total -> assertThat(total).isPositive());
    }

    @Test
    void a_control_plane_that_hangs_is_told_with_its_last_words() throws IOException {
        Files.writeString(
                installation.log(),
                new LogLine(Instant.EPOCH, "INFO", "a.B")
                                .with("message", "all is well")
                                .toString()
                        + new LogLine(Instant.EPOCH, "ERROR", "a.B").with("message", "the disk is on fire"));
        installation.answers = false;
        Run run = installation.run("status");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("Coffer runs, but does not answer at " + server.url() + ", process 4711")
                .contains("coffer down --keep-instances && coffer up", "the disk is on fire")
                .doesNotContain("all is well");

        installation.running = false;
        Run down = installation.run("status");
        assertThat(down.exitCode()).isEqualTo(3);
        assertThat(down.out()).contains("Coffer does not run. Start it with: coffer up", "the disk is on fire");
    }

    @Test
    void one_that_answers_but_cannot_say_how_it_is_is_not_well() {
        server.on("GET /mgmt/health", 500, "{'internalServerError':{'code':500,'message':'The store is gone.'}}");
        Run run = installation.run("status");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("It does not say how it is: ");
    }
}
