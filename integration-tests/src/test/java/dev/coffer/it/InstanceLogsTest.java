package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Logs of a real server, as Debian's {@code openstack} client and a client of Coffer's own route see them. */
@Needs({DebianPackage.OPENSTACK_CLIENT, DebianPackage.TROVE_CLIENT})
class InstanceLogsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static OpenstackClient openstack;
    private static String instance;
    private static Tenant app;

    @BeforeAll
    static void make_an_instance() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        openstack = new OpenstackClient(Clouds.write(coffer, api), "coffer");
        instance = api.create("shop", "11.8");
        api.healthy(instance);
        app = new Tenant(api.address(instance), "app", "secret-App-1", "app");
    }

    private static JsonNode read(String log, String query) throws IOException, InterruptedException {
        return api.get("/instances/%s/log/%s?%s".formatted(instance, log, query))
                .get("log");
    }

    private static JsonNode act(String body) throws IOException, InterruptedException {
        return api.expect(200, "POST", "/instances/" + instance + "/log", body).get("log");
    }

    @Test
    void a_log_is_enabled_followed_published_read_back_and_discarded()
            throws IOException, InterruptedException, SQLException {
        assertThat(openstack.names("database log list shop"))
                .containsExactly("error", "general", "slow_query", "guest");
        assertThat(openstack
                        .json("database log show shop general")
                        .get("status")
                        .asString())
                .isEqualTo("Disabled");

        openstack.run("database log set shop general --enable");
        app.run("SELECT 'the first'");
        follow();
        publish();
        restart();
        discard();
    }

    private static void follow() throws IOException, InterruptedException, SQLException {
        assertThat(read("general", "lines=100").get("text").asString())
                .contains("SELECT 'the first'")
                .doesNotContain("os_admin");
        long[] at = {read("general", "lines=0").get("next_offset").asLong()};
        app.run("SELECT 'followed'");
        StringBuilder seen = new StringBuilder();
        Coffer.eventually("the statement is in the log", SOON, () -> {
            try {
                JsonNode log = read("general", "offset=" + at[0]);
                at[0] = log.get("next_offset").asLong();
                return seen.append(log.get("text").asString()).indexOf("SELECT 'followed'") >= 0;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(seen).doesNotContain("the first");
    }

    private static void publish() throws IOException, InterruptedException, SQLException {
        JsonNode published = openstack.json("database log set shop general --publish");
        assertThat(published.get("container").asString()).isEqualTo("database_logs");
        assertThat(published.get("prefix").asString()).isEqualTo(instance + "/mariadb-general/");
        assertThat(published.get("published").asLong()).isPositive();
        app.run("SELECT 'the second'");
        act("{\"name\": \"general\", \"publish\": 1}");
        assertThat(openstack.text("database log tail shop general --lines 10")).contains("SELECT 'the second'");
        Path saved = coffer.home().resolve("saved.log");
        openstack.run("database log save shop general --file", saved.toString());
        assertThat(Files.readString(saved)).containsSubsequence("the first", "followed", "the second");
        act("{\"name\": \"error\", \"publish\": 1}");
        assertThat(openstack.text("database log tail shop error --lines 100")).contains("ready for connections");
        assertThat(read("guest", "lines=1000").get("text").asString()).contains("SwitchLog");
    }

    private static void restart() throws IOException, InterruptedException, SQLException {
        api.act(instance, "restart");
        api.healthy(instance);
        app.run("SELECT 'after the restart'");
        assertThat(read("general", "lines=100").get("text").asString()).contains("after the restart");
    }

    private static void discard() throws IOException, InterruptedException {
        openstack.run("database log set shop general --discard");
        assertThat(openstack.text("database log tail shop general")).contains("No published 'general' log was found");
        assertThat(act("{\"name\": \"general\", \"disable\": 1}").get("status").asString())
                .isEqualTo("Disabled");
    }

    @Test
    void encryption_is_on_with_a_certificate_for_the_instances_address() throws IOException, InterruptedException {
        JsonNode ssl = api.get("/instances/" + instance + "/ssl?include_certificate=true")
                .get("ssl");
        assertThat(ssl.get("status").asString()).isEqualTo("on");
        assertThat(ssl.at("/certificate/san").toString()).contains(app.address());
    }
}
