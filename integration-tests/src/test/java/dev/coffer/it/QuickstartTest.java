package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What the README promises a newcomer, typed at a prompt, with OpenStack's client beside it. */
@Needs({DebianPackage.OPENSTACK_CLIENT, DebianPackage.TROVE_CLIENT})
class QuickstartTest {
    @AutoClose
    private static Coffer coffer;

    private static Clouds clouds;

    @BeforeAll
    static void prepare() throws IOException {
        coffer = Coffer.prepare();
        clouds = Clouds.in(coffer.home());
    }

    @Test
    void one_command_makes_a_replica_set_for_every_client_and_its_data_survive_down_and_up()
            throws IOException, InterruptedException, SQLException {
        assertThat(type("quickstart"))
                .contains("rows written on the primary were read on 2 replicas")
                .contains("mariadb --defaults-extra-file=" + coffer.home().resolve("quickstart.cnf") + " app")
                .contains("openstack --os-cloud coffer database instance list");
        assertRolesAre();
        Tenant application = application();
        application.run("CREATE TABLE kept (id INT PRIMARY KEY)");
        application.run("INSERT INTO kept VALUES (7)");

        assertThat(type("quickstart")).contains("quickstart is there", "quickstart-1, quickstart-2 are there");

        type("down");
        assertThat(coffer.processes()).isEmpty();
        type("up");
        Coffer.eventually("the row is there again", Duration.ofSeconds(60), () -> {
            try {
                return application.ask("SELECT id FROM kept").contains("7");
            } catch (SQLException e) {
                return false;
            }
        });
        assertRolesAre();
        type("down");
    }

    private static String type(String verb) throws IOException, InterruptedException {
        return coffer.type(Map.of("OS_CLIENT_CONFIG_FILE", clouds.file().toString(), "NO_COLOR", "1"), verb);
    }

    private static void assertRolesAre() throws IOException, InterruptedException {
        JsonNode rows = new OpenstackClient(clouds, "coffer").json("database instance list -c Name -c Role");
        assertThat(rows.valueStream()
                        .map(row -> row.get("Name").asString() + " "
                                + row.get("Role").asString()))
                .containsExactlyInAnyOrder("quickstart primary", "quickstart-1 replica", "quickstart-2 replica");
    }

    /** As the mariadb client reads it from the file that the quickstart names. */
    private static Tenant application() throws IOException {
        Properties options = new Properties();
        options.load(new StringReader(Files.readString(coffer.home().resolve("quickstart.cnf"))));
        return new Tenant(
                options.getProperty("host"), options.getProperty("user"), options.getProperty("password"), "app");
    }
}
