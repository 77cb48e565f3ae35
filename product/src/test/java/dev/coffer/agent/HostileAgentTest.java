package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.StoredRegistrar;
import dev.coffer.bus.Wire;
import dev.coffer.store.Outbox;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody can do who owns a guest, or only reaches the listener. */
final class HostileAgentTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ControlPlaneSide side;

    @BeforeEach
    void open() throws Exception {
        side = new ControlPlaneSide(directory);
    }

    @AfterEach
    void close() {
        side.close();
    }

    private boolean answered(String id) {
        return side.store
                .read(tx -> tx.outbox().find(id))
                .map(Outbox.Message::reply)
                .isPresent();
    }

    private HttpResponse<String> enrol(String instance, String token, KeyPair agent, KeyPair signer)
            throws GeneralSecurityException, IOException, InterruptedException {
        String agentKey = Pem.base64(agent.getPublic());
        String engineKey = Pem.base64(Credentials.newKey().getPublic());
        Signature signature = Signature.getInstance(Enrolment.PROOF);
        signature.initSign(signer.getPrivate());
        signature.update(Enrolment.signed(instance, agentKey, engineKey));
        return post(Wire.strict()
                .writeRecord(Enrolment.Request.of(instance, token, agentKey, engineKey, signature.sign())));
    }

    private HttpResponse<String> post(String body) throws GeneralSecurityException, IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(Credentials.anonymous(side.authority.certificate()))
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(side.uri().resolve(Enrolment.PATH))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private String invite(Guest guest) {
        String token = UUID.randomUUID().toString();
        side.store.change(tx -> tx.agents().invite(guest.id, StoredRegistrar.tokenHash(token)));
        return token;
    }

    @Test
    void a_token_serves_one_key_which_may_ask_again() throws Exception {
        Guest guest = side.invite();
        String token = invite(guest);
        KeyPair first = Credentials.newKey();
        KeyPair second = Credentials.newKey();

        assertThat(enrol(guest.id, token, first, first).statusCode()).isEqualTo(200);
        assertThat(enrol(guest.id, token, first, first).statusCode()).isEqualTo(200);
        assertThat(enrol(guest.id, token, second, second).statusCode()).isEqualTo(401);
        assertThat(enrol(guest.id, token, first, second).statusCode()).isEqualTo(401);
    }

    @Test
    void a_wrong_token_another_instances_token_and_a_revoked_identity_enrol_nobody() throws Exception {
        Guest guest = side.invite();
        Guest other = side.invite();
        String token = invite(other);
        KeyPair key = Credentials.newKey();

        assertThat(enrol(guest.id, "wrong", key, key).statusCode()).isEqualTo(401);
        assertThat(enrol(guest.id, token, key, key).statusCode()).isEqualTo(401);
        assertThat(enrol(UUID.randomUUID().toString(), token, key, key).statusCode())
                .isEqualTo(401);
        assertThat(enrol(other.id, token, key, key).statusCode()).isEqualTo(200);
        side.store.change(tx -> tx.agents().revoke(other.id));
        assertThat(enrol(other.id, token, key, key).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"instance\":\"a\"}", "{\"instance\":null}"})
    void what_is_no_enrolment_is_refused(String body)
            throws GeneralSecurityException, IOException, InterruptedException {
        assertThat(post(body).statusCode()).isEqualTo(400);
    }

    /** The answer may be overtaken by the end of the connection, since the rest is not read. */
    @Test
    void a_huge_enrolment_is_refused_unread() throws GeneralSecurityException, IOException, InterruptedException {
        try {
            assertThat(post("x".repeat(100_000)).statusCode()).isEqualTo(400);
        } catch (IOException cutOff) {
            assertThat(post("{").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void one_without_certificate_is_refused() throws Exception {
        assertThatThrownBy(() -> new RawAgent(side.uri(), Credentials.anonymous(side.authority.certificate())))
                .hasRootCauseMessage("Unexpected HTTP response status code 401");
    }

    @Test
    void certificates_of_another_authority_of_an_engine_or_of_a_key_not_pinned_are_refused() throws Exception {
        Guest guest = side.connected();
        KeyPair key = Credentials.newKey();
        CertificateAuthority foreign = CertificateAuthority.open(directory.resolve("foreign"));
        Credentials forged = credentials(foreign, key, guest.id, CertificateAuthority.Usage.AGENT);
        Credentials engine = credentials(side.authority, key, guest.id, CertificateAuthority.Usage.SERVER);
        Credentials unpinned = credentials(side.authority, key, guest.id, CertificateAuthority.Usage.AGENT);

        for (Credentials bad : List.of(forged, engine, unpinned)) {
            assertThatThrownBy(() -> new RawAgent(side.uri(), bad.context())).isInstanceOf(Exception.class);
        }
        assertThat(side.agents().ask(guest.id, new Command.MostAdvanced(List.of("1")), LONG))
                .isEqualTo(new Result.Choice(0));
    }

    private Credentials credentials(
            CertificateAuthority authority, KeyPair key, String name, CertificateAuthority.Usage usage) {
        return new Credentials(
                key.getPrivate(),
                authority.issue(key.getPublic(), name, List.of("127.0.0.1"), usage),
                side.authority.certificate());
    }

    @Test
    void a_revoked_agent_is_cut_and_stays_out() throws Exception {
        Guest guest = side.connected();
        side.store.change(tx -> tx.agents().revoke(guest.id));

        side.bus().disconnect(guest.id);

        ControlPlaneSide.await("it is out", () -> !side.bus().connected().contains(guest.id));
        assertThatThrownBy(() -> new RawAgent(side.uri(), guest.credentials().context()))
                .hasRootCauseMessage("Unexpected HTTP response status code 401");
    }

    @Test
    void a_connection_does_not_outlive_the_revocation_of_its_identity() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            side.store.change(tx -> tx.agents().revoke(guest.id));

            for (int i = 0; i < 20 && raw.ended.getCount() > 0; i++) {
                raw.pingIfOpen();
                assertThat(raw.ended.await(1, TimeUnit.SECONDS) || i < 19)
                        .as("it is cut")
                        .isTrue();
            }
            ControlPlaneSide.await("it is out", () -> !side.bus().connected().contains(guest.id));
        }
    }

    @Test
    void an_identity_of_a_former_enrolment_is_refused() throws Exception {
        Guest guest = side.connected();
        Credentials former = guest.credentials();
        guest.die();
        KeyPair key = Credentials.newKey();
        assertThat(enrol(guest.id, invite(guest), key, key).statusCode()).isEqualTo(200);

        assertThatThrownBy(() -> new RawAgent(side.uri(), former.context()))
                .hasRootCauseMessage("Unexpected HTTP response status code 401");
    }

    @Test
    void a_reply_to_another_instances_command_changes_nothing_and_is_settled() throws Exception {
        Guest victim = side.invite();
        Guest guest = side.connected();
        side.file(victim, "victim/1");
        try (RawAgent raw = side.captured(guest)) {
            raw.send(Envelope.Type.REPLY, "victim/1", Wire.strict().write(new Result.Done()));

            ControlPlaneSide.await(
                    "it is settled", () -> raw.received.stream().anyMatch(it -> it.type() == Envelope.Type.SETTLED));
        }
        assertThat(answered("victim/1")).isFalse();
    }

    @Test
    void only_the_first_reply_counts() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            side.file(guest, "op/1");
            raw.send(Envelope.Type.REPLY, "op/1", Wire.strict().write(new Result.Flag(true)));
            raw.send(Envelope.Type.REPLY, "op/1", Wire.strict().write(new Result.Flag(false)));
            ControlPlaneSide.await(
                    "both are settled",
                    () -> raw.received.stream()
                                    .filter(it -> it.type() == Envelope.Type.SETTLED)
                                    .count()
                            == 2);
        }
        assertThat(side.agents().call("op", "op/1", guest.id, new Command.RootEnabled(), 1, LONG))
                .contains(new Result.Flag(true));
    }

    @Test
    void an_answer_that_is_none_is_a_failure_and_no_exception() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            side.file(guest, "op/1");
            raw.send(Envelope.Type.REPLY, "op/1", "{\"@type\":\"At\"}");
            ControlPlaneSide.await("it is answered", () -> answered("op/1"));
        }
        assertThat(side.agents().call("op", "op/1", guest.id, new Command.ListUsers(), 1, LONG))
                .get()
                .isInstanceOf(Result.Failed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[1]", "{\"id\":\"a\",\"type\":\"REPLY\",\"term\":1}"})
    void what_is_no_envelope_ends_the_connection_with_a_reason(String text) throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            raw.send(text);

            assertThat(raw.awaitEnd()).isTrue();
            assertThat(raw.closeStatus).isEqualTo(1007);
            assertThat(raw.closeReason).contains("Envelope");
        }
    }

    @Test
    void a_message_that_is_too_long_ends_the_connection() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            try {
                raw.send("x".repeat(Wire.LONGEST + 100));
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(java.io.IOException.class);
            }
            assertThat(raw.awaitEnd()).isTrue();
        }
    }

    @Test
    void an_agent_that_gives_orders_is_cut() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            raw.send(Envelope.Type.COMMAND, "op/1", Wire.strict().write(new Command.Stop()));

            assertThat(raw.awaitEnd()).isTrue();
        }
    }

    @Test
    void a_report_that_claims_an_id_is_one_of_the_connection() throws Exception {
        Guest guest = side.connected();
        Guest victim = side.invite();
        try (RawAgent raw = side.captured(guest)) {
            raw.send(
                    Envelope.Type.HEARTBEAT,
                    victim.id,
                    "{\"instanceId\":\"%s\",\"status\":\"CRASHED\",\"term\":77,\"metrics\":{}}".formatted(victim.id));
            ControlPlaneSide.await(
                    "it is stored",
                    () -> side.store
                            .read(tx -> tx.reports().find(guest.id))
                            .filter(report -> report.term() == 77)
                            .isPresent());
        }
        assertThat(side.store.read(tx -> tx.reports().find(victim.id)).isPresent())
                .isFalse();
    }

    @Test
    void a_second_connection_takes_the_place_of_the_first() throws Exception {
        Guest guest = side.connected();
        try (RawAgent first = side.captured(guest);
                RawAgent second = new RawAgent(side.uri(), guest.credentials().context())) {
            assertThat(first.awaitEnd()).isTrue();
            ControlPlaneSide.await(
                    "the second is in", () -> side.bus().connected().contains(guest.id));
            side.file(guest, "op/1");
            ControlPlaneSide.await(
                    "it gets the command",
                    () -> second.received.stream().anyMatch(it -> it.id().equals("op/1")));
        }
    }

    @Test
    void a_silent_connection_is_cut() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            long begin = System.nanoTime();
            assertThat(raw.awaitEnd()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(12));
        }
    }

    @Test
    void one_that_pings_is_alive() throws Exception {
        Guest guest = side.connected();
        try (RawAgent raw = side.captured(guest)) {
            for (int i = 0; i < 7; i++) {
                raw.ping();
                assertThat(raw.ended.await(1, TimeUnit.SECONDS)).isFalse();
            }
        }
    }
}
