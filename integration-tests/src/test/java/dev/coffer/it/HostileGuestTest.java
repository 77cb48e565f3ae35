package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A tenant who is root in a guest reaches nothing but that instance's own rows, whatever is said with its agent's identity. */
class HostileGuestTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String STEERING = "\u001b[2J\u001b]0;owned\u0007";
    private static final String FORGED = "\n2026-01-01T00:00:00.000Z ERROR ControlPlane forged";

    @AutoClose
    private static Siege siege;

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private Set<String> before = Set.of();

    @BeforeAll
    static void start() throws IOException, InterruptedException, GeneralSecurityException {
        siege = new Siege();
    }

    @BeforeEach
    void remember() throws SQLException {
        before = siege.rowsOfOthers();
        assertThat(before).anyMatch(row -> row.contains(siege.victim)).hasSizeGreaterThan(20);
    }

    @AfterEach
    void nothingOfOthersHasChanged() throws SQLException, IOException, InterruptedException {
        siege.mustStand();
        assertThat(siege.rowsOfOthers()).isEqualTo(before);
        assertThat(siege.coffer.log())
                .doesNotContain("\u001b", "\u0007", "ControlPlane forged", "OutOfMemoryError", "secret-App-1")
                .doesNotContain(siege.coffer.adminSecret());
    }

    private static void refused(Loot loot) {
        assertThatThrownBy(() -> RawLine.open(loot).close()).isInstanceOf(IOException.class);
    }

    @Test
    void papers_that_are_none_let_nobody_in() throws IOException, GeneralSecurityException {
        Loot loot = siege.loot;
        KeyPair own = Forger.newKey();
        Forger samename = new Forger(loot.authority().getSubjectX500Principal(), own.getPrivate());
        Forger asAgent = new Forger(loot.chain().getFirst().getSubjectX500Principal(), loot.key());
        Path tls = siege.coffer.instance(siege.captured).resolve("tls");

        refused(loot.without());
        refused(loot.with(
                own.getPrivate(), new Forger(samename.issuer(), own.getPrivate()).agent(own.getPublic(), loot.id())));
        refused(loot.with(
                own.getPrivate(), samename.agent(own.getPublic(), siege.victim), samename.authority(own.getPublic())));
        refused(loot.with(
                own.getPrivate(),
                asAgent.agent(own.getPublic(), siege.victim),
                loot.chain().getFirst()));
        refused(loot.with(Loot.privateKey(tls.resolve("server.key")), Loot.certificate(tls.resolve("server.crt"))));
    }

    @Test
    void a_genuine_certificate_that_has_expired_or_is_of_a_key_never_enrolled_lets_nobody_in()
            throws IOException, GeneralSecurityException, InterruptedException {
        Loot loot = siege.loot;
        Forger genuine = new Forger(
                loot.authority().getSubjectX500Principal(),
                Loot.privateKey(siege.coffer.home().resolve("control/ca/ca.key")));
        KeyPair own = Forger.newKey();
        X509Certificate mine = loot.chain().getFirst();

        refused(loot.with(
                loot.key(),
                genuine.agent(mine.getPublicKey(), loot.id(), Instant.now().minusSeconds(60))));
        refused(loot.with(own.getPrivate(), genuine.agent(own.getPublic(), loot.id())));
        refused(loot.with(loot.key(), genuine.agent(mine.getPublicKey(), siege.victim)));
        RawLine.open(loot.with(loot.key(), genuine.agent(mine.getPublicKey(), loot.id())))
                .close();
    }

    @Test
    void the_identity_of_a_deleted_instance_is_worth_nothing()
            throws IOException, GeneralSecurityException, InterruptedException, SQLException {
        String id = siege.api.create("former", "11.8");
        siege.api.healthy(id);
        Loot loot = Loot.of(siege.coffer, id);
        Host.signal("STOP", siege.host.agents(id));
        try (RawLine line = RawLine.open(loot)) {
            siege.api.delete(id);
            siege.api.gone(id);
            Coffer.eventually("its line is cut", SOON, () -> isCut(line));
        }
        refused(loot);
        assertThat(new Door(loot)
                        .enrol(id, "", loot.key(), loot.chain().getFirst().getPublicKey()))
                .isEqualTo(401);
        before = StoreRows.without(siege.coffer, List.of(siege.captured));
    }

    private static boolean isCut(RawLine line) {
        try {
            return !line.send("HEARTBEAT", "", Siege.heartbeat(Map.of()));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/agent/v1/connect/%s",
                "/agent/v1/connect?instance=%s",
                "/agent/v1/%s/connect",
                "/agent/v1/connect;id=%s",
                "/agent/v1/../v1/connect#%s",
            })
    void another_id_in_the_address_changes_nothing(String path)
            throws IOException, GeneralSecurityException, InterruptedException, SQLException {
        String mark = Integer.toString(Math.abs(path.hashCode()));
        try (RawLine line = RawLine.open(siege.loot, path.formatted(siege.victim))) {
            line.send("HEARTBEAT", siege.victim, Siege.heartbeat(Map.of("instanceId", siege.victim, "position", mark)));
            Coffer.eventually("it is the captured instance's", SOON, () -> reported("replication_position", mark));
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("refused: ");
        }
    }

    private static boolean reported(String column, String value) {
        try {
            return siege.reported(column).equals(value);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_report_is_of_who_sent_it_and_of_when_it_came()
            throws IOException, GeneralSecurityException, InterruptedException, SQLException {
        try (RawLine line = siege.line()) {
            line.send(
                    "HEARTBEAT",
                    siege.victim,
                    Siege.heartbeat(Map.of(
                            "instanceId",
                            siege.victim,
                            "at",
                            "2999-01-01T00:00:00Z",
                            "seenAt",
                            32472144000000L,
                            "status",
                            "CRASHED",
                            "term",
                            Long.MAX_VALUE)));
            Coffer.eventually("it is stored", SOON, () -> reported("term", Long.toString(Long.MAX_VALUE)));
            Instant seen = Instant.ofEpochMilli(Long.parseLong(siege.reported("seen_at")));
            assertThat(seen).isBetween(Instant.now().minusSeconds(60), Instant.now());

            line.send("HEARTBEAT", "", Siege.heartbeat(Map.of("term", Long.MIN_VALUE)));
            Coffer.eventually("the next one counts", SOON, () -> reported("term", Long.toString(Long.MIN_VALUE)));
        }
        assertThat(siege.api.instance(siege.victim).get("operating_status").asString())
                .isEqualTo("HEALTHY");
    }

    /** A report that nothing can store would keep those of all others from being stored. */
    @Test
    void a_report_that_lies_in_every_field_harms_nobody()
            throws IOException, GeneralSecurityException, InterruptedException, SQLException {
        Map<String, Object> metrics = new HashMap<>();
        for (int i = 0; i < 199; i++) {
            metrics.put("m" + i + "\u0000\n\u001b", 1e308);
        }
        metrics.put("sound", 1);
        try (RawLine line = siege.line()) {
            line.send(
                    "HEARTBEAT",
                    "",
                    Siege.heartbeat(Map.of(
                            "engineVersion",
                            STEERING + "\ud83d",
                            "position",
                            "\ud800" + "../../../etc/passwd\u0000".repeat(20_000),
                            "problem",
                            STEERING + FORGED + "<script>alert(1)</script>",
                            "volumeUsed",
                            Long.MAX_VALUE,
                            "lagSeconds",
                            1e308,
                            "metrics",
                            metrics)));
            Coffer.eventually("it is stored", SOON, () -> reported("metrics", "{\"sound\":1.0}"));
            assertThat(siege.reported("problem")).doesNotContain("\u001b", "\n", "\u0007");
            assertThat(siege.reported("engine_version").length()).isLessThanOrEqualTo(100);
            assertThat(siege.reported("replication_position").length()).isLessThanOrEqualTo(4_000);
            siege.api.instance(siege.captured);
            line.send("HEARTBEAT", "", Siege.heartbeat(Map.of("engineVersion", "11.8", "position", "")));
            Coffer.eventually("the next one counts", SOON, () -> reported("engine_version", "11.8"));
        }
    }

    @Test
    void nobody_speaks_for_another_instances_command()
            throws IOException, GeneralSecurityException, InterruptedException, SQLException, ExecutionException {
        Host.signal("STOP", siege.host.agents(siege.victim));
        try (RawLine line = siege.line()) {
            Future<Api.Answer> asked =
                    threads.submit(() -> siege.api.send("GET", "/instances/" + siege.victim + "/users", ""));
            Coffer.eventually("the victim is asked", SOON, () -> !openCommand().isEmpty());
            String id = openCommand();
            line.send("RECEIVED", id, "");
            line.send("REPLY", id, "{\"@type\":\"Users\",\"users\":[]}");
            line.await("SETTLED", 0);
            assertThat(line.await("CANCEL", 0).get("id").asString()).isEqualTo(id);
            assertThat(StoreRows.one(
                            siege.coffer,
                            "select count(*) from outbox where id = '%s' and received is null and replied is null"
                                    .formatted(id)))
                    .isEqualTo("1");
            Host.signal("CONT", siege.host.agents(siege.victim));
            assertThat(asked.get(SOON.toSeconds(), TimeUnit.SECONDS).body().toString())
                    .contains("\"app\"");
            for (String order : List.of("COMMAND", "SETTLED", "CANCEL")) {
                try (RawLine next = siege.line()) {
                    next.send(order, id, "{\"@type\":\"Stop\"}");
                    next.awaitCut();
                }
            }
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static String openCommand() {
        try {
            return StoreRows.one(
                    siege.coffer,
                    "select coalesce(max(id), '') from outbox where replied is null and instance_id = '%s'"
                            .formatted(siege.victim));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_reply_counts_once_and_for_its_own_command()
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        try (RawLine line = siege.line()) {
            siege.seemHealthy(line);
            Future<Api.Answer> first = ask("/users");
            String old = line.await("COMMAND", 0).get("id").asString();
            line.send("REPLY", old, users("first"));
            line.send("REPLY", old, users("again"));
            assertThat(first.get(SOON.toSeconds(), TimeUnit.SECONDS).body().toString())
                    .contains("first");

            int seen = line.received.size();
            Future<Api.Answer> second = ask("/users");
            String id = line.await("COMMAND", seen).get("id").asString();
            line.send("REPLY", old, users("stale"));
            line.send("REPLY", id, users("second"));
            assertThat(second.get(SOON.toSeconds(), TimeUnit.SECONDS).body().toString())
                    .contains("second");
        }
    }

    /** The reply to an attempt that failed does not count for the next attempt. */
    @Test
    void a_reply_of_an_old_attempt_does_not_count_for_the_next()
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        try (RawLine line = siege.line()) {
            siege.seemHealthy(line);
            Future<Api.Answer> dropped = threads.submit(
                    () -> siege.api.send("DELETE", "/instances/" + siege.captured + "/databases/app", ""));
            JsonNode asked = line.await("COMMAND", 0);
            line.send(
                    "REPLY",
                    asked.get("id").asString(),
                    "{\"@type\":\"Databases\",\"databases\":[{\"name\":\"app\"}]}");
            String first = line.await("COMMAND", line.received.size()).get("id").asString();
            assertThat(first).endsWith("#1");
            int seen = line.received.size();
            line.send("REPLY", first, "{\"@type\":\"Failed\",\"kind\":\"PASSING\",\"message\":\"later\"}");
            String second = first;
            while (second.equals(first)) { // it may have been sent again before the reply came
                second = line.await("COMMAND", seen++).get("id").asString();
            }
            assertThat(second).endsWith("#2");
            line.send("REPLY", first, "{\"@type\":\"Done\"}");
            line.send("REPLY", second, "{\"@type\":\"Failed\",\"kind\":\"REFUSED\",\"message\":\"no\"}");
            assertThat(dropped.get(SOON.toSeconds(), TimeUnit.SECONDS).status()).isGreaterThanOrEqualTo(400);
        }
    }

    private Future<Api.Answer> ask(String what) {
        return threads.submit(() -> siege.api.send("GET", "/instances/" + siege.captured + what, ""));
    }

    private static String users(String name) {
        return "{\"@type\":\"Users\",\"users\":[{\"name\":\"%s\",\"host\":\"%%\",\"databases\":[]}]}".formatted(name);
    }

    @ParameterizedTest(name = "answer {index}")
    @FieldSource("dev.coffer.it.Hostile#ANSWERS")
    void an_answer_that_is_none_is_said_so_and_harms_nobody(String answer)
            throws IOException, GeneralSecurityException, InterruptedException, ExecutionException, TimeoutException {
        try (RawLine line = siege.line()) {
            siege.seemHealthy(line);
            Future<Api.Answer> asked = ask("/users");
            line.send("REPLY", line.await("COMMAND", 0).get("id").asString(), answer);
            Api.Answer said = asked.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(said.status()).as(said.body().toString()).isBetween(200, 499);
            assertThat(said.body().findValuesAsString("message"))
                    .allSatisfy(message ->
                            assertThat(message).hasSizeLessThan(3_000).doesNotContain("\u001b", "\n", "\u0007"));
        }
    }

    @ParameterizedTest(name = "envelope {index}")
    @FieldSource("dev.coffer.it.Hostile#ENVELOPES")
    void what_is_no_envelope_ends_the_line_only(String text)
            throws IOException, GeneralSecurityException, InterruptedException {
        try (RawLine line = siege.line()) {
            line.send(text);
            line.awaitCut();
        }
        siege.line().close();
    }
}
