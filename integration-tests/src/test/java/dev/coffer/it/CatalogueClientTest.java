package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** An operator's versions and strategies with Debian's {@code openstack} client, and modules on a real instance. */
@Needs({DebianPackage.OPENSTACK_CLIENT, DebianPackage.TROVE_CLIENT})
class CatalogueClientTest {
    private static final String IMAGE = UUID.nameUUIDFromBytes(
                    "coffer:image/mariadb-11.8".getBytes(StandardCharsets.UTF_8))
            .toString();

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static OpenstackClient openstack;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        openstack = new OpenstackClient(Clouds.write(coffer, api), "coffer");
    }

    @Test
    void a_version_is_made_changed_and_deleted_and_stays_so_after_a_restart() throws IOException, InterruptedException {
        openstack.run("datastore version create nightly mariadb mariadb " + IMAGE + " --active");
        JsonNode made = openstack.json("datastore version show nightly --datastore mariadb");
        assertThat(made.get("image").asString()).isEqualTo(IMAGE);
        String id = made.get("id").asString();
        openstack.run("datastore version set --image-tags mariadb,11.8 --version-name weekly --disable " + id);
        JsonNode changed = openstack.json("datastore version show " + id);
        assertThat(changed.get("name").asString()).isEqualTo("weekly");
        assertThat(changed.get("active").asBoolean()).isFalse();
        assertThat(openstack.refused("datastore version create x mariadb oracle " + IMAGE))
                .contains("there is 'mariadb'");

        openstack.run("datastore version delete " + id);
        String shipped = openstack
                .json("datastore version show 10.11 --datastore mariadb")
                .get("id")
                .asString();
        openstack.run("datastore version delete " + shipped);
        coffer.killControlPlane();
        coffer.startControlPlane();
        assertThat(openstack.names("datastore version list mariadb")).containsExactly("11.8");
    }

    @Test
    void a_strategy_is_made_listed_and_deleted() throws IOException, InterruptedException {
        JsonNode made = openstack.json("database backup strategy create --swift-container nightly");
        assertThat(made.get("swift_container").asString()).isEqualTo("nightly");
        assertThat(openstack.json("database backup strategy list")).hasSize(1);
        openstack.run("database backup strategy delete");
        assertThat(openstack.json("database backup strategy list")).isEmpty();
        assertThat(openstack.json("database backup list")).isEmpty();
        assertThat(openstack.json("database cluster list")).isEmpty();
    }

    @Test
    void modules_are_applied_when_an_instance_is_made_and_later() throws IOException, InterruptedException {
        String first = module("first", "message=made with it");
        String id = api.expect(200, "POST", "/instances", """
                {"instance": {"name": "m", "flavorRef": "1", "volume": {"size": 1},
                  "datastore": {"type": "mariadb", "version": "11.8"}, "modules": [{"id": "%s"}]}}
                """.formatted(first))
                .at("/instance/id")
                .asString();
        api.healthy(id);
        String second = module("second", "message=later, from " + secret());
        JsonNode applied = api.expect(
                        200,
                        "POST",
                        "/instances/" + id + "/modules",
                        "{\"modules\": [{\"id\": \"%s\"}]}".formatted(second))
                .get("modules");
        assertThat(applied.at("/0/status").asString()).isEqualTo("OK");
        assertThat(applied.at("/0/message").asString()).startsWith("later, from");

        JsonNode there =
                api.get("/instances/" + id + "/modules?from_guest=true").get("modules");
        assertThat(there).hasSize(2);
        assertThat(there.at("/0/message").asString()).isEqualTo("made with it");
        assertThat(logs())
                .doesNotContain(encoded("message=later, from " + secret()))
                .doesNotContain(secret());
        assertThat(api.send("DELETE", "/modules/" + second, "").status()).isEqualTo(403);
        api.expect(200, "DELETE", "/instances/" + id + "/modules/" + second, "");
        assertThat(api.get("/instances/" + id + "/modules?from_guest=true").get("modules"))
                .hasSize(1);
        api.expect(200, "DELETE", "/modules/" + second, "");
        api.delete(id);
    }

    private static String secret() {
        return "licence-Secret-7";
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String module(String name, String text) throws IOException, InterruptedException {
        return api.expect(200, "POST", "/modules", """
                {"module": {"name": "%s", "module_type": "ping", "contents": "%s"}}
                """.formatted(name, encoded(text)))
                .at("/module/id")
                .asString();
    }

    private static String logs() throws IOException {
        StringBuilder logs = new StringBuilder(coffer.log());
        try (Stream<Path> files = Files.walk(coffer.home().resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                logs.append(Files.readString(file));
            }
        }
        return logs.toString();
    }
}
