package dev.coffer.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.server.Secrets;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tenants and accidents do to what Coffer depends on, and what becomes of it. */
class RedisFaultsTest {
    private final RedisFixture fixture = RedisFixture.valkey("9.1");
    private final TestNodes nodes = new TestNodes(fixture);
    private Member primary;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        primary = Member.primary(fixture, nodes.make());
    }

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Member replica() throws IOException, InterruptedException {
        return Member.on(fixture, nodes.make()).seededFrom(primary).following(primary);
    }

    private static void fails(Kind kind, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EngineFailure.class, failure -> {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
            assertThat(failure.getMessage()).contains(sentence);
        });
    }

    @Test
    void users_outlive_a_tenant_who_deletes_everything() throws Exception {
        Member replica = replica();
        try (Session ann = primary.tenant(Member.ANN)) {
            ann.ask("FLUSHALL");
        }
        replica.server().tend();
        TestNodes.kill(primary.node());
        primary.server().start();
        primary.write(1);

        primary.accounts().createUsers(List.of(new UserSpec("bob", "%", "bob's secret", List.of())));
        try (Session ann = primary.tenant(Member.ANN)) {
            ann.ask("FLUSHALL");
        }
        primary.server().tend();
        replica.following(primary);
        replica.catchUp(primary);
        assertThat(replica.accounts().users()).extracting(UserInfo::name).containsExactly("ann", "bob");
    }

    @Test
    void a_list_of_users_that_a_tenant_has_made_or_put_back_is_not_taken() throws IOException, InterruptedException {
        Member replica = replica();
        try (Session ann = primary.tenant(Member.ANN)) {
            ann.ask("SELECT", "16");
            String older = ann.text("GET", Rosters.KEY).orElseThrow();
            assertThat(older).doesNotContain("ann");
            primary.accounts().createUsers(List.of(new UserSpec("bob", "%", "bob's secret", List.of())));
            replica.catchUp(primary);
            replica.server().tend();
            for (String forged : List.of(older, "1\n\nnone\neve " + Passwords.hash("x") + "\n", "", "AAAA")) {
                ann.ask("SET", Rosters.KEY, forged);
                replica.catchUp(primary);
                replica.server().tend();
                assertThat(replica.accounts().users())
                        .extracting(UserInfo::name)
                        .containsExactly("ann", "bob");
                primary.server().tend();
                assertThat(ann.text("GET", Rosters.KEY)).isNotEqualTo(forged);
            }
        }
    }

    @Test
    void lost_accounts_of_the_agent_and_of_replicas_are_set_right() throws Exception {
        try (Session agent = primary.agent()) {
            agent.ask("ACL", "DELUSER", Names.REPLICATION, Member.ANN.user());
            agent.ask("ACL", "SETUSER", "eve", "on", "nopass", "+@all", "~*");
            agent.ask("ACL", "SETUSER", "default", "on", "nopass", "+@all", "~*");
        }
        primary.server().tend();
        primary.write(1);
        replica();
        try (Session agent = primary.agent()) {
            assertThat(agent.texts("ACL", "USERS"))
                    .containsExactlyInAnyOrder("default", "ann", Session.AGENT, Names.REPLICATION);
            assertThat(agent.texts("ACL", "LIST")).anyMatch(line -> line.startsWith("user default off"));
        }
    }

    @Test
    void a_replica_that_never_received_the_data_is_not_made_a_primary() throws Exception {
        primary.write(1);
        Member empty = Member.on(fixture, nodes.make()).seededFrom(primary);
        assertThat(primary.replication()
                        .contains(
                                primary.replication().position(),
                                empty.replication().position()))
                .isTrue();
        assertThat(primary.replication()
                        .contains(
                                empty.replication().position(),
                                primary.replication().position()))
                .isFalse();
        fails(Kind.BROKEN, "never received", () -> empty.replication().promote());
        empty.following(primary).replication().promote();
        assertThat(empty.numbers()).containsExactly(1L);
    }

    @Test
    void a_copy_of_another_version_or_engine_is_refused() throws IOException, InterruptedException {
        for (RedisFixture other : List.of(RedisFixture.valkey("8.1"), RedisFixture.redis("8.0"))) {
            Member foreign = Member.on(other, nodes.reimaged(nodes.make(), other));
            ByteArrayOutputStream seed = new ByteArrayOutputStream();
            primary.replication().writeSeed(seed);
            fails(
                    Kind.BROKEN,
                    "copy",
                    () -> foreign.replication().readSeed(new ByteArrayInputStream(seed.toByteArray())));
            assertThat(foreign.server().isInitialised()).isFalse();
        }
    }

    @Test
    void a_primary_that_was_set_aside_comes_back_when_it_has_nothing_of_its_own() throws Exception {
        Member replica = replica();
        primary.write(1);
        primary.replication().freeze();
        replica.catchUp(primary);
        replica.replication().promote();
        primary.server().stop();
        primary.server().start();
        replica.write(2);
        primary.following(replica);
        primary.catchUp(replica);
        assertThat(primary.numbers()).containsExactlyInAnyOrder(1L, 2L);

        primary.server().stop();
        primary.server().start();
        primary.following(replica);
        assertThat(primary.server().health().problem()).isNull();
    }

    @Test
    void a_killed_primary_that_served_on_alone_is_told_from_the_one_that_took_over() throws Exception {
        Member replica = replica();
        primary.write(1);
        replica.catchUp(primary);
        TestNodes.kill(primary.node());
        replica.replication().promote();
        primary.server().start();
        primary.write(2);
        for (int i = 0; i < 2; i++) {
            fails(Kind.BROKEN, "make a new replica", () -> primary.following(replica));
            primary.server().stop();
            primary.server().start();
            assertThat(primary.server().health().problem()).contains("make a new replica");
        }
        assertThat(replica.numbers()).containsExactly(1L);
    }

    @Test
    void replicas_follow_encrypted_where_there_are_certificates() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory);
        Member encrypted = Member.primary(fixture, withCertificate(nodes.make(), authority));
        assertThat(encrypted.server().tls().on()).isTrue();
        encrypted.write(1);
        Member replica = Member.on(fixture, withCertificate(nodes.make(), authority))
                .seededFrom(encrypted)
                .following(encrypted);
        replica.catchUp(encrypted);
        assertThat(replica.numbers()).containsExactly(1L);
        try (Session agent = replica.agent()) {
            assertThat(agent.info("replication"))
                    .containsEntry("master_port", Integer.toString(RedisEngine.TLS_PORT))
                    .containsEntry("master_link_status", "up");
        }
    }

    private static Node withCertificate(Node node, CertificateAuthority authority) throws IOException {
        Credentials credentials = authority.serve(node.instanceId(), List.of(node.address()));
        RedisPlaces places = new RedisPlaces(node);
        Files.createDirectories(node.tls());
        Files.writeString(places.authority(), authority.pem());
        Files.writeString(places.certificate(), Pem.of(credentials.certificate()));
        Files.writeString(places.key(), Pem.of(credentials.key()));
        return node;
    }

    @Test
    void what_a_tenant_reads_of_the_list_of_users_says_nothing() throws Exception {
        try (Session ann = primary.tenant(Member.ANN)) {
            ann.ask("SELECT", "16");
            String closed = ann.text("GET", Rosters.KEY).orElseThrow();
            String password = new Secrets()
                    .read(new RedisPlaces(primary.node()).replicationPassword())
                    .orElseThrow();
            assertThat(new Seal(password).open(closed)).isPresent();
            assertThat(new Seal("another").open(closed)).isEmpty();
        }
    }
}
