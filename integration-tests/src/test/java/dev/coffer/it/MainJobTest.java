package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A primary with replicas: made, written, promoted, ejected, rejoined, detached, deleted. */
class MainJobTest {
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

    @ParameterizedTest
    @CsvSource({
        "MARIADB, 11.8",
        "MARIADB, 10.11",
        "MYSQL, 9.7",
        "POSTGRESQL, 18",
        "POSTGRESQL, 15",
        "REDIS, 8.0",
        "VALKEY, 9.1"
    })
    void a_primary_with_two_replicas_is_made_promoted_and_deleted_without_losing_a_row(EngineKind kind, String version)
            throws IOException, InterruptedException, SQLException {
        Rows rows = new Rows(kind);
        String primary = api.create("main-" + kind.datastore(), kind, version);
        String address = api.healthy(primary).at("/addresses/0/address").asString();
        rows.prepare(address);
        rows.write(address, 1, 2, 3);

        api.replicate("copy-" + kind.datastore(), primary, 2);
        List<String> replicas = api.replicas(primary);
        assertThat(replicas).hasSize(2);
        for (String replica : replicas) {
            JsonNode seen = api.healthy(replica);
            assertThat(seen.at("/replica_of/id").asString()).isEqualTo(primary);
            String copy = seen.at("/addresses/0/address").asString();
            Coffer.eventually(
                    "rows are on " + copy, SOON, () -> rows.readIfUp(copy).containsAll(Set.of(1L, 2L, 3L)));
        }
        rows.write(address, 4);
        Coffer.eventually(
                "a later row is on both",
                SOON,
                () -> replicas.stream()
                        .allMatch(replica -> rows.readIfUp(addressOf(replica)).contains(4L)));

        promote(rows, primary, replicas);
        List<String> all = Stream.concat(Stream.of(primary), replicas.stream()).toList();
        deleteAll(replicas.getFirst(), all);
    }

    private static void promote(Rows rows, String oldPrimary, List<String> replicas)
            throws IOException, InterruptedException, SQLException {
        String newPrimary = replicas.getFirst();
        Set<Long> acknowledged;
        try (Rows.Writer writer = rows.writer(List.of(addressOf(oldPrimary), addressOf(newPrimary)), 1_000)) {
            Coffer.eventually("rows flow", SOON, () -> writer.acknowledged().size() > 50);
            api.act(newPrimary, "promote_to_replica_source");
            for (String member : List.of(newPrimary, oldPrimary, replicas.getLast())) {
                api.healthy(member);
            }
            int before = writer.acknowledged().size();
            Coffer.eventually(
                    "rows flow again", SOON, () -> writer.acknowledged().size() > before + 50);
            writer.close();
            acknowledged = writer.acknowledged();
            System.out.printf(
                    "promotion of %s: longest pause of a writer %d ms%n",
                    rows.kind().datastore(), writer.longestGapMillis());
        }

        assertThat(api.instance(newPrimary).has("replica_of")).isFalse();
        assertThat(api.replicas(newPrimary)).containsExactlyInAnyOrder(oldPrimary, replicas.getLast());
        for (String member : List.of(newPrimary, oldPrimary, replicas.getLast())) {
            Coffer.eventually(
                    "every acknowledged row is on " + member,
                    SOON,
                    () -> rows.readIfUp(addressOf(member)).containsAll(acknowledged));
        }
    }

    private static void deleteAll(String primary, List<String> all) throws IOException, InterruptedException {
        assertThat(api.send("DELETE", "/instances/" + primary, "").status()).isEqualTo(403);
        for (String member : all) {
            if (!member.equals(primary)) {
                api.delete(member);
                api.gone(member);
            }
        }
        api.delete(primary);
        api.gone(primary);
        for (String member : all) {
            assertThat(Files.exists(coffer.instance(member))).isFalse();
        }
        assertThat(coffer.processes())
                .as("only the control plane is left")
                .allMatch(process -> process.info().commandLine().orElse("").contains("dev.coffer.Main server"));
    }

    @Test
    void a_dead_primary_is_replaced_and_a_replica_is_detached() throws IOException, InterruptedException, SQLException {
        String primary = api.create("doomed", "11.8");
        String address = api.healthy(primary).at("/addresses/0/address").asString();
        Rows.MARIADB.prepare(address);
        Rows.MARIADB.write(address, 1, 2, 3);
        api.replicate("heir", primary, 2);
        List<String> replicas = api.replicas(primary);
        for (String replica : replicas) {
            api.healthy(replica);
            Coffer.eventually(
                    "rows are on " + replica,
                    SOON,
                    () -> Rows.MARIADB.readIfUp(addressOf(replica)).containsAll(Set.of(1L, 2L, 3L)));
        }

        String heir = replaceDead(primary, replicas);
        String other = replicas.stream()
                .filter(replica -> !replica.equals(heir))
                .findFirst()
                .orElseThrow();
        api.healthy(heir);
        api.healthy(other);
        Rows.MARIADB.write(addressOf(heir), 4);
        Coffer.eventually(
                "the other follows",
                SOON,
                () -> Rows.MARIADB.readIfUp(addressOf(other)).containsAll(Set.of(1L, 2L, 3L, 4L)));

        detach(heir, other);
        api.act(primary, "restart");
        api.healthy(primary);
        assertThat(Rows.MARIADB.read(address)).contains(1L, 2L, 3L);
        for (String instance : List.of(primary, heir, other)) {
            api.delete(instance);
            api.gone(instance);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MARIADB", "POSTGRESQL", "REDIS"})
    void an_ejected_primary_rejoins_its_set_and_becomes_primary_again(EngineKind kind)
            throws IOException, InterruptedException, SQLException {
        Rows rows = new Rows(kind);
        String old = api.create("back-" + kind.datastore(), kind, kind.version());
        String address = api.healthy(old).at("/addresses/0/address").asString();
        rows.prepare(address);
        rows.write(address, 1, 2, 3);
        api.replicate("stand-in-" + kind.datastore(), old, 1);
        String heir = api.replicas(old).getFirst();
        api.healthy(heir);
        assertThat(replaceDead(old, List.of(heir))).isEqualTo(heir);
        api.healthy(heir);
        rows.write(addressOf(heir), 4);

        rejoin(old, heir);

        assertThat(api.healthy(old).at("/replica_of/id").asString()).isEqualTo(heir);
        assertThat(addressOf(old)).isEqualTo(address);
        Coffer.eventually("it has all rows", SOON, () -> rows.readIfUp(address).equals(Set.of(1L, 2L, 3L, 4L)));
        api.act(old, "promote_to_replica_source");
        api.healthy(old);
        api.healthy(heir);
        rows.write(address, 5);
        assertThat(rows.read(address)).contains(1L, 2L, 3L, 4L, 5L);
        deleteAll(old, List.of(old, heir));
    }

    private static void rejoin(String old, String primary) throws IOException, InterruptedException {
        api.expect(
                202,
                "POST",
                "/instances/" + old + "/action",
                "{\"rejoin\": {\"replica_of\": \"%s\"}}".formatted(primary));
    }

    private static String replaceDead(String primary, List<String> replicas) throws IOException, InterruptedException {
        assertThat(eject(primary)).as("a primary that lives is not ejected").isEqualTo(400);
        new Host(coffer).hang(primary);
        Coffer.eventually("the primary counts as dead", SOON, () -> eject(primary) == 202);
        Coffer.eventually(
                "there is a new primary",
                Duration.ofSeconds(60),
                () -> replicas.stream().anyMatch(MainJobTest::isPrimary));
        assertThat(coffer.engine(primary)).as("the old primary takes no writes").isEmpty();
        assertThat(api.instance(primary).path("status").asString()).isEqualTo("SHUTDOWN");
        return replicas.stream().filter(MainJobTest::isPrimary).findFirst().orElseThrow();
    }

    private static void detach(String primary, String replica) throws IOException, InterruptedException, SQLException {
        api.expect(202, "PUT", "/instances/" + replica, "{\"instance\": {\"replica_of\": \"\"}}");
        api.healthy(replica);
        assertThat(api.instance(replica).has("replica_of")).isFalse();
        assertThat(api.instance(primary).has("replicas")).isFalse();
        Rows.MARIADB.write(addressOf(replica), 5);
        assertThat(Rows.MARIADB.read(addressOf(primary))).doesNotContain(5L);
    }

    private static int eject(String primary) {
        try {
            return api.send("POST", "/instances/" + primary + "/action", "{\"eject_replica_source\": {}}")
                    .status();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isPrimary(String instance) {
        try {
            return !api.instance(instance).has("replica_of");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String addressOf(String id) {
        try {
            return api.address(id);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
