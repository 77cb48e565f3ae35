package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A program in Go with Debian's gophercloud, unmodified: the library below Terraform's provider. */
@Tag("tempest")
@EnabledIfSystemProperty(
        named = "coffer.tempest",
        matches = "true",
        disabledReason = "it needs Go; `./coffer test --tempest` runs it")
@Needs({DebianPackage.GO, DebianPackage.GOPHERCLOUD})
class GophercloudTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static Path program;

    @BeforeAll
    static void build() throws IOException, InterruptedException, URISyntaxException {
        coffer = Coffer.start();
        api = coffer.login();
        program = coffer.home().resolve("gophercloud");
        Path source = Path.of(Objects.requireNonNull(GophercloudTest.class.getResource("gophercloud/main.go"))
                .toURI());
        List<String> build = List.of(
                "/usr/bin/env",
                "-i",
                "-C",
                Objects.requireNonNull(source.getParent()).toString(),
                "PATH=/usr/bin:/bin",
                "GOPATH=/usr/share/gocode",
                "GO111MODULE=off",
                "GOCACHE=" + coffer.home().resolve("go-cache"),
                DebianPackage.GO.file().toString(),
                "build",
                "-o",
                program.toString(),
                ".");
        Programs.run(build, Map.of(), Duration.ofMinutes(4));
    }

    @Test
    void a_program_makes_uses_and_deletes_an_instance() throws IOException, InterruptedException, SQLException {
        JsonNode made = run("create");
        assertThat(made.get("flavor").asString()).isEqualTo("1");
        assertThat(made.get("volume").asInt()).isEqualTo(1);
        assertThat(made.get("datastore").asString()).isEqualTo("mariadb 11.8");
        assertThat(made.get("created").asInt()).isGreaterThan(2024);
        String address = api.address(made.get("id").asString());
        new Tenant(address, "app", "secret-App-1", "app").mustEnter();

        accounts(address);
        catalogue();
        JsonNode grown = run("resize");
        assertThat(grown.get("flavor").asString()).isEqualTo("2");
        assertThat(grown.get("volume").asInt()).isEqualTo(2);
        configurations();
        assertThat(run("remove").get("gone").asBoolean()).isTrue();
    }

    private static void accounts(String address) throws IOException, InterruptedException, SQLException {
        JsonNode seen = run("accounts");
        assertThat(seen.get("databases").findValuesAsString("Name")).contains("app", "books");
        assertThat(seen.get("users").toString()).contains("\"reader\"", "\"books\"");
        assertThat(seen.get("before").asBoolean()).isFalse();
        Tenant reader = new Tenant(address, "reader", "reader-Secret-1", "books");
        reader.mustEnter();
        new Tenant(address, "root", seen.at("/root/Password").asString(), "").mustEnter();
        assertThat(run("remove-accounts").get("status").asString()).isEqualTo("ACTIVE");
        reader.mayNotEnter();
    }

    private static void configurations() throws IOException, InterruptedException {
        JsonNode configured = run("configure");
        assertThat(configured.at("/values/max_connections").asInt()).isEqualTo(320);
        assertThat(configured.get("groups").asInt()).isEqualTo(1);
        assertThat(configured.get("attached").asInt()).isEqualTo(1);
        assertThat(configured.get("parameters").asInt()).isGreaterThan(100);
        assertThat(configured.at("/parameter/Type").asString()).isEqualTo("integer");
    }

    private static void catalogue() throws IOException, InterruptedException {
        JsonNode seen = run("catalogue");
        assertThat(seen.get("flavors").asInt()).isGreaterThan(1);
        assertThat(seen.at("/flavor/id").asInt()).isEqualTo(1);
        assertThat(seen.at("/flavor/ram").asInt()).isEqualTo(512);
        assertThat(seen.get("datastore").asString()).isEqualTo("mariadb");
        assertThat(seen.get("versions").findValuesAsString("Name")).contains("10.11", "11.8");
    }

    private static JsonNode run(String step) throws IOException, InterruptedException {
        assertThat(Files.isExecutable(program)).isTrue();
        List<String> command = new ArrayList<>(List.of("/usr/bin/env", "-i"));
        command.addAll(List.of(
                "OS_AUTH_URL=" + coffer.api() + "/v3",
                "OS_USERNAME=admin",
                "OS_PASSWORD=" + coffer.adminSecret(),
                "OS_PROJECT_NAME=admin",
                "OS_DOMAIN_ID=default",
                program.toString(),
                step));
        return JSON.readTree(Programs.run(command, Map.of(), Duration.ofMinutes(4)));
    }
}
