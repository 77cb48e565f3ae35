package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.agent.command.Command;
import dev.coffer.bus.Wire;
import dev.coffer.engine.EngineFailure;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies from agent to agent, over real TLS. */
final class SeedTest {
    private static final Duration HOUR = Duration.ofHours(1);
    /** No connection of this machine starts from it, so none takes its ports. */
    private static final String ADDRESS = "127.19.7.1";

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private final InstantSource clock = now::get;
    private final byte[] content = new byte[3_000_000];
    private CertificateAuthority authority;
    private Guest primary;
    private Guest replica;
    private SeedOffers offers;

    @BeforeEach
    void open() throws Exception {
        authority = CertificateAuthority.open(directory.resolve("ca"));
        primary = guest("primary", authority);
        replica = guest("replica", authority);
        new Random(7).nextBytes(content);
        primary.server.fill(content);
        offers = offers();
    }

    @AfterEach
    void close() {
        offers.close();
    }

    private SeedOffers offers() {
        return new SeedOffers(
                primary.files.offers(),
                Wire.strict(),
                clock,
                SeedDoor.at(ADDRESS, primary.identity(), primary.server::writeSeed));
    }

    private Guest guest(String name, CertificateAuthority certifier) throws Exception {
        Path home = Files.createDirectory(directory.resolve(name + Math.abs(certifier.hashCode())));
        Guest guest = new Guest(home, name, URI.create("https://127.0.0.1:1"), authority.pem(), "");
        KeyPair pair = Credentials.newKey();
        AtomicFile.write(guest.files.key(), Pem.of(pair.getPrivate()));
        AtomicFile.write(
                guest.files.certificate(),
                Pem.of(certifier.issue(pair.getPublic(), name, List.of(ADDRESS), CertificateAuthority.Usage.AGENT)));
        return guest;
    }

    private void fetch(Guest by, String primaryId, int port, String ticket) throws InterruptedException {
        new SeedFetcher(by.identity(), clock, Duration.ofMillis(1))
                .fetch(
                        new Command.FetchSeed(primaryId, ADDRESS, 3306, port, ticket),
                        by.server,
                        now.get().plus(HOUR));
    }

    @Test
    void a_whole_copy_arrives_once_per_ticket() throws IOException, InterruptedException {
        int port = offers.offer("ticket", "replica", HOUR);

        fetch(replica, "primary", port, "ticket");

        assertThat(replica.server.content()).isEqualTo(content);
        ControlPlaneSide.await("the ticket is used", () -> !offers.isGood("ticket", "replica"));
        assertThat(primary.files.offers()).doesNotExist();
        assertThatThrownBy(() -> fetch(replica, "primary", port, "ticket")).isInstanceOf(EngineFailure.class);
    }

    @Test
    void a_cut_copy_is_not_taken_and_fetched_again() throws IOException, InterruptedException {
        primary.server.cutSeedAfter(1_000_000);
        int port = offers.offer("ticket", "replica", HOUR);

        fetch(replica, "primary", port, "ticket");

        assertThat(replica.server.content()).isEqualTo(content);
        assertThat(replica.server.count("readSeed")).isEqualTo(2);
    }

    @Test
    void a_wrong_ticket_opens_nothing_and_is_not_tried_again() throws Exception {
        int port = offers.offer("ticket", "replica", HOUR);

        assertThatThrownBy(() -> fetch(replica, "primary", port, "other"))
                .isInstanceOfSatisfying(
                        EngineFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(EngineFailure.Kind.BROKEN))
                .hasMessageContaining("ticket");
        assertThat(replica.server.isInitialised()).isFalse();
        assertThat(primary.server.count("writeSeed")).isZero();
    }

    @Test
    void a_ticket_of_another_replica_opens_nothing() throws Exception {
        Guest thief = guest("thief", authority);
        int port = offers.offer("ticket", "replica", HOUR);

        assertThatThrownBy(() -> fetch(thief, "primary", port, "ticket"))
                .isInstanceOf(EngineFailure.class)
                .hasMessageContaining("ticket");
        assertThat(thief.server.isInitialised()).isFalse();
        assertThat(primary.server.count("writeSeed")).isZero();

        fetch(replica, "primary", port, "ticket");
        assertThat(replica.server.content()).isEqualTo(content);
    }

    @Test
    void an_expired_ticket_opens_nothing_and_its_door_is_closed() throws IOException, InterruptedException {
        int port = offers.offer("ticket", "replica", Duration.ofMinutes(1));
        now.set(now.get().plus(Duration.ofMinutes(2)));
        assertThatThrownBy(() -> fetch(replica, "primary", port, "ticket")).hasMessageContaining("ticket");

        offers.tidy();

        ControlPlaneSide.await("the door is closed", () -> refusal(port).contains("could not be fetched"));
    }

    private String refusal(int port) {
        return String.valueOf(
                catchThrowable(() -> fetch(replica, "primary", port, "ticket")).getMessage());
    }

    @Test
    void another_than_the_primary_is_not_believed() throws Exception {
        int port = offers.offer("ticket", "replica", HOUR);

        assertThatThrownBy(() -> fetch(replica, "somebody", port, "ticket"))
                .hasMessageContaining("another than the agent");
        assertThat(replica.server.count("readSeed")).isZero();
    }

    @Test
    void one_without_a_certificate_of_coffers_authority_gets_nothing() throws Exception {
        Guest stranger = guest("stranger", CertificateAuthority.open(directory.resolve("foreign")));
        int port = offers.offer("ticket", "replica", HOUR);

        assertThatThrownBy(() -> fetch(stranger, "primary", port, "ticket")).isInstanceOf(EngineFailure.class);
        assertThat(stranger.server.isInitialised()).isFalse();
        assertThat(primary.server.count("writeSeed")).isZero();
    }

    @Test
    void offers_outlive_the_agent_at_the_same_port() throws IOException, InterruptedException {
        int port = offers.offer("ticket", "replica", HOUR);
        offers.close();
        offers = offers();

        offers.resume();
        fetch(replica, "primary", port, "ticket");

        assertThat(replica.server.content()).isEqualTo(content);
        assertThat(primary.files.offers().getParent()).isDirectoryNotContaining("glob:*ticket");
    }

    @Test
    void a_port_that_another_holds_is_opened_once_it_is_free() throws IOException, InterruptedException {
        int port = offers.offer("ticket", "replica", HOUR);
        offers.close();
        offers = offers();
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getByName(ADDRESS))) {
            assertThat(other.isBound()).isTrue();
            offers.resume();
        }

        offers.tidy();
        fetch(replica, "primary", port, "ticket");

        assertThat(replica.server.content()).isEqualTo(content);
    }

    @Test
    void two_replicas_are_served_one_after_the_other() throws Exception {
        Guest second = guest("second", authority);
        int port = offers.offer("one", "replica", HOUR);
        offers.offer("two", "second", HOUR);
        FakeServer.Gate gate = primary.server.stopAt("writeSeed");
        Thread first = Thread.ofVirtual().start(() -> fetchQuietly(replica, port, "one"));
        assertThat(gate.reached.await(10, TimeUnit.SECONDS)).isTrue();
        Thread other = Thread.ofVirtual().start(() -> fetchQuietly(second, port, "two"));
        ControlPlaneSide.await("it asks", () -> second.server.count("readSeed") == 1);
        assertThat(primary.server.count("writeSeed")).isZero();

        gate.open.countDown();

        assertThat(first.join(Duration.ofSeconds(20))).isTrue();
        assertThat(other.join(Duration.ofSeconds(20))).isTrue();
        assertThat(replica.server.content()).isEqualTo(content);
        assertThat(second.server.content()).isEqualTo(content);
    }

    private void fetchQuietly(Guest by, int port, String ticket) {
        try {
            fetch(by, "primary", port, ticket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void no_cut_of_a_stream_looks_like_its_end() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SeedOutput out = new SeedOutput(bytes);
        out.write(Arrays.copyOf(content, 300));
        out.end();
        byte[] whole = bytes.toByteArray();

        for (int length = 0; length < whole.length; length++) {
            SeedInput in = new SeedInput(new ByteArrayInputStream(whole, 0, length));
            assertThatThrownBy(in::requireWhole).isInstanceOf(IOException.class);
        }
        assertThat(new SeedInput(new ByteArrayInputStream(whole)).readAllBytes())
                .isEqualTo(Arrays.copyOf(content, 300));
        whole[whole.length / 2] ^= 1;
        SeedInput damaged = new SeedInput(new ByteArrayInputStream(whole));
        assertThatThrownBy(damaged::requireWhole).isInstanceOf(IOException.class);
    }
}
