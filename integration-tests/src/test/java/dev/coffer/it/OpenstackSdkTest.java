package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's openstacksdk, unmodified, with the bodies that Trove itself refuses. */
@Needs(DebianPackage.OPENSTACK_SDK)
class OpenstackSdkTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static Clouds clouds;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        clouds = Clouds.write(coffer, api);
    }

    @Test
    void a_program_makes_uses_and_deletes_an_instance()
            throws IOException, InterruptedException, SQLException, URISyntaxException {
        JsonNode made = sdk("make");
        String id = made.get("id").asString();
        assertThat(made.get("status").asString()).isEqualTo("ACTIVE");
        String address = api.address(id);
        Tenant reader = new Tenant(address, "reader", "reader-Secret-1", "books");
        reader.run("CREATE TABLE titles (title VARCHAR(100))");

        look(sdk("look"), id);

        JsonNode root = sdk("root");
        assertThat(root.get("enabled").asBoolean()).isTrue();
        new Tenant(address, "root", root.get("password").asString(), "books").mustEnter();

        actions(id);

        assertThat(sdk("rename").get("name").asString()).isEqualTo("archive");
        reader.on("").mayNotEnter();
        assertThat(new Tenant(address, "root", root.get("password").asString(), "").ask("SHOW DATABASES"))
                .doesNotContain("books");

        assertThat(sdk("remove").get("instances")).isEmpty();
        assertThat(api.send("GET", "/instances/" + id, "").status()).isEqualTo(404);
    }

    private static void actions(String id) throws IOException, InterruptedException, URISyntaxException {
        List<Long> before = coffer.engine(id).map(ProcessHandle::pid).toList();
        assertThat(sdk("restart").get("status").asString()).isEqualTo("ACTIVE");
        assertThat(coffer.engine(id).map(ProcessHandle::pid).toList())
                .hasSize(1)
                .doesNotContainAnyElementsOf(before);
        JsonNode grown = sdk("grow");
        assertThat(grown.get("volume").asInt()).isEqualTo(2);
        assertThat(grown.get("flavor").asString()).isEqualTo("2");
        assertThat(sdk("refused").toString())
                .isEqualTo("{\"update\":400,\"user\":404,\"database\":404,\"instance\":404,\"flavor\":404}");
    }

    private static void look(JsonNode seen, String id) {
        assertThat(seen.get("found").asString()).isEqualTo(id);
        assertThat(seen.get("instances").toString()).isEqualTo("[\"library\"]");
        assertThat(seen.get("flavors").toString()).contains("m1.tiny", "m1.small");
        assertThat(seen.get("ram").asInt()).isEqualTo(512);
        assertThat(seen.get("databases").toString()).isEqualTo("[\"books\"]");
        assertThat(seen.at("/users/reader").toString()).isEqualTo("[{\"name\":\"books\"}]");
        assertThat(seen.at("/datastore/type").asString()).isEqualTo("mariadb");
        assertThat(seen.at("/datastore/version").asString()).isEqualTo("11.8");
        assertThat(seen.get("created").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
        assertThat(seen.get("volume").asInt()).isEqualTo(1);
        assertThat(seen.get("root").asBoolean()).isFalse();
        assertThat(seen.get("nobody").isNull()).isTrue();
    }

    /** The step's result; the SDK may not complain that it cannot find its way about. */
    private static JsonNode sdk(String step) throws IOException, InterruptedException, URISyntaxException {
        Path program = Path.of(Objects.requireNonNull(OpenstackSdkTest.class.getResource("openstacksdk.py"))
                .toURI());
        Programs.Outcome outcome = Programs.outcome(
                clouds.command("coffer", List.of(PYTHON, program.toString(), step)), Map.of(), Duration.ofMinutes(4));
        assertThat(outcome.exit())
                .as("%s%nstdout: %s%nstderr: %s", step, outcome.out(), outcome.err())
                .isZero();
        assertThat(outcome.err()).doesNotContain("discovery", "Failed to contact");
        return JSON.readTree(outcome.out());
    }
}
