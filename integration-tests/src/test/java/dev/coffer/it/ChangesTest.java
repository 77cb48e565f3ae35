package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A primary with a replica gets a newer version while a client writes, a larger volume, and another flavor. */
class ChangesTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static Coffer coffer;
    private static Api api;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
    }

    @AfterAll
    static void stop() throws IOException, InterruptedException {
        coffer.close();
    }

    @Test
    void a_set_is_upgraded_and_resized_without_losing_a_row() throws IOException, InterruptedException, SQLException {
        String primary = api.create("growing", "10.11");
        String address = api.healthy(primary).at("/addresses/0/address").asString();
        Rows.MARIADB.prepare(address);
        api.replicate("copy", primary, 1);
        String replica = api.replicas(primary).getFirst();
        String copy = api.healthy(replica).at("/addresses/0/address").asString();
        assertThat(version(address)).startsWith("10.11.");

        Set<Long> acknowledged = upgraded(primary, replica, List.of(address, copy));
        grown(primary, replica);
        resized(primary, address);

        for (String member : List.of(address, copy)) {
            Coffer.eventually(
                    "every acknowledged row is on " + member,
                    SOON,
                    () -> Rows.MARIADB.readIfUp(member).containsAll(acknowledged));
        }
    }

    /** PostgreSQL's replicas must be of their primary's version, so they are copied again. */
    @Test
    void a_set_that_cannot_roll_is_upgraded_without_losing_a_row()
            throws IOException, InterruptedException, SQLException {
        Rows rows = new Rows(EngineKind.POSTGRESQL);
        String primary = api.create("rigid", EngineKind.POSTGRESQL, "17");
        String address = api.healthy(primary).at("/addresses/0/address").asString();
        rows.prepare(address);
        api.replicate("rigid-copy", primary, 1);
        String replica = api.replicas(primary).getFirst();
        String copy = api.healthy(replica).at("/addresses/0/address").asString();

        Set<Long> acknowledged = new Pair(rows, primary, replica, List.of(address, copy)).writtenDuringUpgrade("18");

        assertThat(api.replicas(primary)).containsExactly(replica);
        for (String member : List.of(primary, replica)) {
            assertThat(api.instance(member).at("/datastore/version").asString()).isEqualTo("18");
        }
        for (String member : List.of(address, copy)) {
            Coffer.eventually(
                    "every acknowledged row is on " + member,
                    SOON,
                    () -> rows.readIfUp(member).containsAll(acknowledged));
        }
    }

    /**
     * A primary with a replica.
     *
     * @param addresses of both
     */
    private record Pair(Rows rows, String primary, String replica, List<String> addresses) {
        /** What was acknowledged to a client that wrote before, meanwhile, and afterwards. */
        Set<Long> writtenDuringUpgrade(String version) throws IOException, InterruptedException {
            try (Rows.Writer writer = rows.writer(addresses, 1_000, Duration.ofMillis(5));
                    WritableWatch watch = new WritableWatch(rows.kind())) {
                watch.members(addresses);
                Coffer.eventually("rows flow", SOON, () -> writer.acknowledged().size() > 50);
                update(primary, "{\"instance\": {\"datastore_version\": \"%s\"}}".formatted(version));
                api.healthy(primary);
                api.healthy(replica);
                int before = writer.acknowledged().size();
                Coffer.eventually(
                        "rows flow again", SOON, () -> writer.acknowledged().size() > before + 50);
                writer.close();
                System.out.printf(
                        "upgrade of a set of %s: longest pause of a writer %d ms, %d rows acknowledged%n",
                        rows.kind().datastore(),
                        writer.longestGapMillis(),
                        writer.acknowledged().size());
                assertThat(watch.findings()).isEmpty();
                return writer.acknowledged();
            }
        }
    }

    private static Set<Long> upgraded(String primary, String replica, List<String> addresses)
            throws IOException, InterruptedException, SQLException {
        Set<Long> acknowledged = new Pair(Rows.MARIADB, primary, replica, addresses).writtenDuringUpgrade("11.8");
        for (String address : addresses) {
            assertThat(version(address)).startsWith("11.8.");
            assertThat(Rows.MARIADB.read(address)).containsAll(acknowledged);
        }
        assertThat(api.instance(primary).at("/datastore/version").asString()).isEqualTo("11.8");
        assertThat(api.replicas(primary)).containsExactly(replica);
        assertThat(api.send("PATCH", "/instances/" + primary, "{\"instance\": {\"datastore_version\": \"10.11\"}}")
                        .status())
                .isEqualTo(400);
        return acknowledged;
    }

    private static void grown(String primary, String replica) throws IOException, InterruptedException {
        long engine = engine(primary);
        api.expect(202, "POST", "/instances/" + primary + "/action", "{\"resize\": {\"volume\": {\"size\": 2}}}");
        for (String member : List.of(primary, replica)) {
            assertThat(api.healthy(member).at("/volume/size").asInt()).isEqualTo(2);
        }
        assertThat(engine(primary)).as("the engine goes on running").isEqualTo(engine);
    }

    private static void resized(String primary, String address) throws IOException, InterruptedException, SQLException {
        String before = variable(address, "innodb_buffer_pool_size");
        api.expect(202, "POST", "/instances/" + primary + "/action", "{\"resize\": {\"flavorRef\": \"2\"}}");
        assertThat(api.healthy(primary).at("/flavor/id").asString()).isEqualTo("2");
        assertThat(Long.parseLong(variable(address, "innodb_buffer_pool_size")))
                .isGreaterThan(2 * Long.parseLong(before));
        assertThat(Files.readString(coffer.instance(primary).resolve("agent/settings.json")))
                .contains("\"ram\":2048", "\"volumeSize\":2");
        assertThat(server("growing").at("/flavor/id").asString()).isEqualTo("2");
    }

    /** What Nova would show of it. */
    private static JsonNode server(String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(coffer.api() + "/compute/v2.1/servers/detail?all_tenants=True&name=" + name))
                .header("X-Auth-Token", api.token())
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode servers = JsonMapper.builder()
                    .build()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .path("servers");
            assertThat(servers.size()).isEqualTo(1);
            return servers.get(0);
        }
    }

    private static void update(String id, String body) throws IOException, InterruptedException {
        api.expect(202, "PATCH", "/instances/" + id, body);
    }

    private static long engine(String id) {
        return coffer.engine(id).findFirst().orElseThrow().pid();
    }

    private static String version(String address) throws SQLException {
        return variable(address, "version");
    }

    private static String variable(String address, String name) throws SQLException {
        try (Connection connection = Tenant.ofApp(address);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL." + name)) {
            row.next();
            return row.getString(1);
        }
    }
}
