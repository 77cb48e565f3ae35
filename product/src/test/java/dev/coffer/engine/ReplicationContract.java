package dev.coffer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.Engine.Capability;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import dev.coffer.model.Role;
import dev.coffer.model.Synchrony;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A primary and its replicas, with a client that writes all the time and counts what was acknowledged. */
public abstract class ReplicationContract {
    private static final Login ANN = new Login("ann", "ann's secret", "shop");
    private static final String ROOT_SECRET = "root's secret";

    private TestNodes nodes;
    private EngineFixture fixture;
    private Member primary;

    protected abstract EngineFixture fixture();

    @BeforeEach
    void prepare() throws Exception {
        fixture = fixture();
        nodes = new TestNodes(fixture);
        primary = make();
        primary.server().initialise();
        primary.server().start();
        fixture.furnish(primary.accounts(), fixture.user(ANN.user(), ANN.password(), ANN.database()));
        try (Tenant ann = fixture.login(primary.node(), ANN)) {
            ann.prepare();
        }
    }

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private Member make() {
        Node node = nodes.make();
        return new Member(node, fixture.engine().open(node));
    }

    /** Copies the primary, starts the copy and lets it follow. */
    private Member replicaOf(Member source) throws ExecutionException, IOException, InterruptedException {
        Member replica = make();
        replica.copy(source);
        replica.server().start();
        replica.replication().follow(source.address(), fixture.engine().port());
        return replica;
    }

    private void catchUp(Member replica, Member source) throws InterruptedException {
        replica.replication().awaitPosition(source.replication().position(), Duration.ofSeconds(30));
    }

    private Set<Long> rows(Member member) throws Exception {
        try (Tenant ann = fixture.login(member.node(), ANN)) {
            return ann.read();
        }
    }

    /** A number nobody else writes. */
    private void refusesWrites(Member member, Login login) {
        assertThatThrownBy(() -> {
                    try (Tenant tenant = fixture.login(member.node(), login)) {
                        tenant.write(1_000_000);
                    }
                })
                .isInstanceOf(Exception.class);
    }

    private static void fails(Kind kind, String sentence, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EngineFailure.class, failure -> {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
            assertThat(failure.getMessage()).contains(sentence);
        });
    }

    @Test
    void a_replica_is_seeded_from_a_primary_in_use_and_follows_it() throws Exception {
        try (Writer writer = new Writer(fixture, primary.node(), ANN)) {
            writer.awaitMore(50);
            Member replica = replicaOf(primary);
            writer.awaitMore(50);
            assertThat(replica.server().health().role()).isEqualTo(Role.REPLICA);
            assertThat(primary.server().health().role()).isEqualTo(Role.PRIMARY);
            assertThat(primary.replication().connectedReplicas()).isEqualTo(1);
            writer.close();

            String written = primary.replication().position(); // some engines go on writing by themselves
            replica.replication().awaitPosition(written, Duration.ofSeconds(30));
            assertThat(rows(replica)).isEqualTo(rows(primary)).containsAll(writer.acknowledged());
            Health health = replica.server().health();
            assertThat(health.problem()).isNull();
            assertThat(health.lagSeconds()).isBetween(0.0, 2.0);
            assertThat(replica.replication().contains(replica.replication().position(), written))
                    .isTrue();
        }
    }

    @Test
    void a_replica_is_closed_for_everyone() throws Exception {
        String root = primary.accounts().enableRoot(ROOT_SECRET);
        Member replica = replicaOf(primary);
        for (Login login : List.of(ANN, new Login(root, ROOT_SECRET, "shop"))) {
            refusesWrites(replica, login);
        }
        Accounts accounts = replica.accounts();
        fails(
                Kind.REFUSED,
                "replica",
                () -> accounts.createUsers(List.of(fixture.user("eve", "eve's secret", "shop"))));
        fails(Kind.REFUSED, "replica", () -> accounts.dropUser("ann", "%"));
        fails(Kind.REFUSED, "replica", () -> accounts.enableRoot("another"));
        assertThat(accounts.users()).extracting(UserInfo::name).containsExactly("ann");

        primary.accounts().createUsers(List.of(fixture.user("bob", "bob's secret", "shop")));
        catchUp(replica, primary);
        assertThat(accounts.users()).extracting(UserInfo::name).contains("bob");
        for (Login login : fixture.forbidden()) {
            assertThat(fixture.admits(replica.node(), login)).as("%s", login).isFalse();
        }
    }

    @Test
    void a_broken_copy_is_not_taken_and_made_again() throws IOException, InterruptedException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        primary.replication().writeSeed(copy);
        byte[] whole = copy.toByteArray();
        Member replica = make();
        for (int length : List.of(10, whole.length / 2, whole.length - 1)) {
            byte[] part = Arrays.copyOf(whole, length);
            fails(Kind.PASSING, "ended early", () -> replica.replication().readSeed(new ByteArrayInputStream(part)));
            assertThat(replica.server().isInitialised()).isFalse();
        }
        replica.replication().readSeed(new ByteArrayInputStream(whole));
        assertThat(replica.server().isInitialised()).isTrue();
        replica.server().start();
        assertThat(replica.server().health().role()).isEqualTo(Role.REPLICA);
        assertThat(replica.server().health().problem()).contains("does not follow");
        fails(Kind.REFUSED, "has data", () -> replica.replication().readSeed(new ByteArrayInputStream(whole)));
    }

    @Test
    void a_planned_switchover_loses_nothing_acknowledged() throws Exception {
        Member first = replicaOf(primary);
        Member second = replicaOf(primary);
        String root = primary.accounts().enableRoot(ROOT_SECRET);
        Login asRoot = new Login(root, ROOT_SECRET, "shop");
        try (Writer writer = new Writer(fixture, primary.node(), asRoot)) {
            writer.awaitMore(100);
            writer.longestGap();

            String position = primary.replication().freeze();
            assertThat(primary.replication().freeze()).isEqualTo(position);
            first.replication().awaitPosition(position, Duration.ofSeconds(30));
            first.replication().promote();
            writer.moveTo(first.node());
            writer.awaitWritingTo(first.node());
            Duration gap = writer.longestGap();
            primary.replication().follow(first.address(), fixture.engine().port());
            second.replication().follow(first.address(), fixture.engine().port());
            writer.awaitMore(100);
            writer.close();

            assertThat(gap).isLessThan(Duration.ofSeconds(5));
            catchUp(primary, first);
            catchUp(second, first);
            assertThat(rows(first)).containsAll(writer.acknowledged());
            assertThat(rows(primary)).isEqualTo(rows(first));
            assertThat(rows(second)).isEqualTo(rows(first));
            assertThat(first.server().health().role()).isEqualTo(Role.PRIMARY);
            assertThat(primary.server().health().role()).isEqualTo(Role.REPLICA);
            assertThat(first.replication().connectedReplicas()).isEqualTo(2);
        }
    }

    @Test
    void a_failover_to_the_most_advanced_replica_loses_nothing_acknowledged() throws Exception {
        Member first = replicaOf(primary);
        Member second = replicaOf(primary);
        if (fixture.can(Capability.SYNCHRONY)) {
            primary.replication().synchronise(Synchrony.ONE);
        }
        try (Writer writer = new Writer(fixture, primary.node(), ANN)) {
            writer.awaitMore(100);
            TestNodes.kill(primary.node());

            Replication one = first.replication();
            boolean firstLeads =
                    one.contains(one.receivedPosition(), second.replication().receivedPosition());
            Member chosen = firstLeads ? first : second;
            Member other = firstLeads ? second : first;
            chosen.replication().promote();
            writer.moveTo(chosen.node());
            writer.awaitWritingTo(chosen.node());
            other.replication().follow(chosen.address(), fixture.engine().port());
            writer.awaitMore(100);

            primary.server().start();
            rejoin(primary, chosen);
            writer.close();
            catchUp(other, chosen);
            assertThat(rows(chosen)).containsAll(writer.acknowledged());
            assertThat(rows(other)).isEqualTo(rows(chosen));
        }
    }

    /** It follows, or says that it cannot because it holds what nobody else has. */
    private void rejoin(Member old, Member chosen) throws IOException, InterruptedException {
        try {
            old.replication().follow(chosen.address(), fixture.engine().port());
            catchUp(old, chosen);
            assertThat(old.server().health().problem()).isNull();
        } catch (EngineFailure failure) {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(Kind.BROKEN);
            assertThat(failure.getMessage()).contains("make a new replica");
            assertThat(old.server().health().problem()).contains("make a new replica");
        }
        assertThat(old.server().health().role()).isEqualTo(Role.REPLICA);
    }

    @Test
    void a_primary_waits_for_a_replica_as_it_was_told() throws Exception {
        Replication replication = primary.replication();
        if (!fixture.can(Capability.SYNCHRONY)) {
            fails(Kind.REFUSED, "not support", () -> replication.synchronise(Synchrony.ONE));
            return;
        }
        Member replica = replicaOf(primary);
        replication.synchronise(Synchrony.ONE);
        try (Writer writer = new Writer(fixture, primary.node(), ANN)) {
            awaitMore(writer);
            TestNodes.signal(replica.node(), "STOP");
            EngineContract.await(() -> !writer.acknowledgesWithin(Duration.ofMillis(500))); // what was on its way
            assertThat(writer.acknowledgesWithin(Duration.ofSeconds(2))).isFalse();
            TestNodes.signal(replica.node(), "CONT");
            awaitMore(writer);

            replication.synchronise(Synchrony.ASYNC);
            TestNodes.signal(replica.node(), "STOP");
            awaitMore(writer);
            TestNodes.signal(replica.node(), "CONT");

            replication.synchronise(Synchrony.ONE);
            TestNodes.kill(replica.node());
            awaitMore(writer);
        }
    }

    /** As with an agent beside the primary. */
    private void awaitMore(Writer writer) throws Exception {
        int goal = writer.acknowledged().size() + 20;
        EngineContract.await(() -> {
            primary.server().tend();
            return writer.acknowledged().size() >= goal;
        });
    }

    @Test
    void a_frozen_primary_stays_closed_through_a_restart_until_it_is_thawed() throws Exception {
        primary.replication().freeze();
        primary.server().stop();
        primary.server().start();
        refusesWrites(primary, ANN);
        assertThat(primary.server().health().role()).isEqualTo(Role.PRIMARY);
        assertThat(primary.server().health().problem()).contains("stopped");
        fails(Kind.PASSING, "try again", () -> primary.accounts().dropUser(ANN.user(), "%"));

        primary.replication().thaw();
        try (Tenant ann = fixture.login(primary.node(), ANN)) {
            ann.write(1);
        }
        primary.replication().promote();
        assertThat(primary.server().health().problem()).isNull();
    }

    @Test
    void a_freeze_is_not_held_up_by_open_transactions_and_locks() throws Exception {
        try (AutoCloseable blocker = fixture.block(primary.node(), ANN)) {
            assertThat(blocker).isNotNull();
            primary.replication().freeze();
        }
        primary.replication().thaw();
        assertThat(rows(primary)).isEmpty();
    }

    @Test
    void a_replica_that_was_restarted_goes_on_following() throws Exception {
        Member replica = replicaOf(primary);
        TestNodes.kill(replica.node());
        try (Tenant ann = fixture.login(primary.node(), ANN)) {
            ann.write(1);
        }
        replica.server().start();
        catchUp(replica, primary);
        assertThat(rows(replica)).containsExactly(1L);
        refusesWrites(replica, ANN);
        fails(Kind.REFUSED, "replica", () -> replica.replication().freeze());
    }

    @Test
    void a_detached_replica_is_a_primary_and_cannot_come_back_with_writes_of_its_own() throws Exception {
        Member replica = replicaOf(primary);
        replica.replication().promote();
        replica.replication().promote();
        try (Tenant ann = fixture.login(replica.node(), ANN)) {
            ann.write(1);
        }
        replica.server().stop();
        replica.server().start();
        assertThat(replica.server().health().role()).isEqualTo(Role.PRIMARY);
        Member itsOwn = replicaOf(replica);
        catchUp(itsOwn, replica);
        assertThat(rows(itsOwn)).containsExactly(1L);

        try (Tenant ann = fixture.login(primary.node(), ANN)) {
            ann.write(2);
            ann.write(3);
        }
        fails(
                Kind.BROKEN,
                "make a new replica",
                () -> replica.replication()
                        .follow(primary.address(), fixture.engine().port()));
        assertThat(rows(primary)).containsExactlyInAnyOrder(2L, 3L);
    }

    @Test
    void a_replica_says_when_it_is_behind_and_when_it_lost_its_primary() throws Exception {
        Member replica = replicaOf(primary);
        String before = primary.replication().position();
        TestNodes.kill(primary.node());
        EngineContract.await(() -> replica.server().health().problem() != null);
        assertThat(replica.server().health().lagSeconds()).isNull();

        primary.server().start();
        EngineContract.await(() -> replica.server().health().problem() == null);
        replica.server().stop();
        try (Tenant ann = fixture.login(primary.node(), ANN)) {
            ann.write(1);
        }
        String after = primary.replication().position();
        assertThat(primary.replication().contains(after, before)).isTrue();
        assertThat(primary.replication().contains(before, after)).isFalse();
        primary.server().stop();
        replica.server().start();
        fails(Kind.PASSING, "not applied", () -> replica.replication().awaitPosition(after, Duration.ofMillis(200)));
    }
}
