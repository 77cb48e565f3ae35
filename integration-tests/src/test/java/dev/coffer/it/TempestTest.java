package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;

/** OpenStack's own acceptance tests of Trove. The first always runs, the long ones with {@code coffer test --tempest}. */
@Tag("tempest")
@Needs({DebianPackage.TEMPEST, DebianPackage.TEMPEST_PLUGIN, DebianPackage.PSYCOPG2})
class TempestTest {
    private static final int WORKERS = 3;
    private static final String BASIC = "test_instance_basic.TestInstanceBasicMariaDB.";
    private static final String ACTIONS = "test_instance_actions.TestInstanceActionsMariaDB.";

    /**
     * What each test needs of Coffer. Left out are backups, which do not exist yet. The plugin has no replication test for MariaDB,
     * so the one for MySQL is given a datastore of that name.
     */
    private static final Map<String, Set<Waiting>> LONG = new LinkedHashMap<>(Map.of(
            "test_replication.TestReplicationMySQL.test_replication",
            EnumSet.of(Waiting.RESIZE, Waiting.REBUILD, Waiting.VERSIONS),
            "test_instance_update_access.TestInstanceUpdateAccessMariaDB.test_instance_update_access",
            EnumSet.of(Waiting.ACCESS)));

    /** On a version that is named as InnoDB's own, since the tests compare these; 10.11 is the last that tells its InnoDB's. */
    private static final Map<String, Set<Waiting>> ON_A_FULL_VERSION = new LinkedHashMap<>(Map.of(
            ACTIONS + "test_resize",
            EnumSet.of(Waiting.RESIZE),
            ACTIONS + "test_instance_upgrade",
            EnumSet.of(Waiting.RESIZE, Waiting.VERSIONS),
            ACTIONS + "test_rebuild",
            EnumSet.of(Waiting.CONFIGURATIONS, Waiting.REBUILD, Waiting.VERSIONS)));

    private static final Map<String, Set<Waiting>> SHORT = new LinkedHashMap<>(Map.of(
            BASIC + "test_database_access",
            EnumSet.noneOf(Waiting.class),
            BASIC + "test_user_database",
            EnumSet.noneOf(Waiting.class),
            BASIC + "test_configuration",
            EnumSet.of(Waiting.CONFIGURATIONS)));

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static Tempest tempest;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        tempest = Tempest.prepare(coffer, WORKERS);
    }

    @Test
    void the_basic_tests_pass() throws IOException, InterruptedException {
        pass(new Tempest.Plan("11.8", "", ""), SHORT, Duration.ofMinutes(3));
    }

    @Test
    @EnabledIfSystemProperty(named = "coffer.tempest", matches = "true")
    void replication_and_access_pass() throws IOException, InterruptedException {
        if (!Waiting.VERSIONS.waits()) {
            makeVersion("11.8", "mysql", "11.8");
        }
        pass(new Tempest.Plan("11.8", "", image("11.8")), LONG, Duration.ofMinutes(9));
        System.out.println("tempest: backups are left out until Coffer has them");
    }

    @Test
    @EnabledIfSystemProperty(named = "coffer.tempest", matches = "true")
    void resizing_upgrading_and_rebuilding_pass() throws IOException, InterruptedException, SQLException {
        String version = Waiting.VERSIONS.waits() ? "10.11" : fullVersion();
        pass(new Tempest.Plan(version, "10.11", image("10.11")), ON_A_FULL_VERSION, Duration.ofMinutes(9));
    }

    private static void pass(Tempest.Plan plan, Map<String, Set<Waiting>> tests, Duration patience)
            throws IOException, InterruptedException {
        Set<String> chosen = new TreeSet<>();
        tests.forEach((test, needs) -> {
            if (needs.stream().noneMatch(Waiting::waits)) {
                chosen.add(test);
            } else {
                System.out.println("tempest: not run, waits for routes of " + needs + ": " + test);
            }
        });
        if (!chosen.isEmpty()) {
            Tempest.Outcome outcome = tempest.run(plan, chosen, patience);
            assertThat(outcome.passed()).as(outcome.said()).isEqualTo(chosen);
            assertThat(outcome.exit()).as(outcome.said()).isZero();
            chosen.forEach(test -> System.out.println("tempest: passed: " + test));
        }
        assertThat(api.get("/instances").get("instances")).isEmpty();
    }

    /** The version's image, as administrators see it. */
    private static String image(String version) throws IOException, InterruptedException {
        return version(version).path("image").asString("");
    }

    private static JsonNode version(String name) throws IOException, InterruptedException {
        return api.get("/datastores/mariadb/versions/" + name).get("version");
    }

    /** Makes a version of the image of 10.11 under the name that the server gives its InnoDB, and returns it. */
    private static String fullVersion() throws IOException, InterruptedException, SQLException {
        String id = api.create("probe", "10.11");
        String address = api.healthy(id).at("/addresses/0/address").asString();
        String name = new Tenant(address, "app", "secret-App-1", "app")
                .ask("SELECT @@GLOBAL.innodb_version")
                .getFirst();
        api.delete(id);
        api.gone(id);
        makeVersion(name, "mariadb", "10.11");
        return name;
    }

    /** @param like the version of MariaDB whose image it has */
    private static void makeVersion(String name, String datastore, String like)
            throws IOException, InterruptedException {
        api.expect(202, "POST", "/mgmt/datastore-versions", """
                {"version": {"name": "%s", "datastore_name": "%s", "datastore_manager": "mariadb",
                  "image": "%s", "active": true}}
                """.formatted(name, datastore, image(like)));
    }
}
