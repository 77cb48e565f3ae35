package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.NewOperation;
import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationState;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.RootHistory;
import dev.coffer.model.ServiceStatus;
import dev.coffer.store.AgentIdentities.AgentIdentity;
import dev.coffer.store.Outbox.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Outbox, reports, identities, addresses, root histories. */
interface RecordsContract extends StoreUnderTest {
    private Message message(String id, String instance, @Nullable String operation, Duration patience) {
        Instant now = clock().instant();
        return new Message(
                id, instance, operation, 3, now, now.plus(patience), "{\"password\":\"hush\"}", null, null, null);
    }

    private Message put(String id, String instance) {
        Message message = message(id, instance, null, Duration.ofMinutes(1));
        assertThat(said(tx -> tx.outbox().put(message))).isTrue();
        return message;
    }

    private List<Message> unanswered(String instance) {
        return store().read(tx -> tx.outbox().unanswered(instance, clock().instant()));
    }

    @Test
    default void a_message_is_put_once() {
        Message message = put("op/step", "i1");
        Message other = message("op/step", "i2", null, Duration.ofHours(1));
        assertThat(said(tx -> tx.outbox().put(other))).isFalse();
        assertThat(found(tx -> tx.outbox().find("op/step"))).contains(message);
        assertThat(found(tx -> tx.outbox().find("op/other"))).isEmpty();
        assertThat(message).hasToString("Message[op/step]");
    }

    @Test
    default void a_problem_is_as_old_as_its_beginning_whatever_is_said_of_it_later() {
        Instance instance = Samples.insert(store(), Samples.instance().name("shop"));
        Instant began = clock().instant();
        Problems.Key key = new Problems.Key(instance.id(), "ENGINE_CRASHED");
        store().change(tx -> tx.problems().begin(key, "It is down."));
        clock().pass(Duration.ofMinutes(1));
        store().change(tx -> tx.problems().begin(key, "It is still down."));
        store().change(tx -> tx.problems().begin(new Problems.Key("gone", "ORPHAN"), "Something is left."));
        assertThat(listed(tx -> tx.problems().all()))
                .containsExactly(
                        new Problems.Listing(key, "shop", Samples.PROJECT, began, "It is still down."),
                        new Problems.Listing(
                                new Problems.Key("gone", "ORPHAN"), "", "", clock().instant(), "Something is left."));
        Map<String, Integer> counts = store().read(tx -> tx.problems().counts());
        assertThat(counts).containsExactly(Map.entry("ENGINE_CRASHED", 1), Map.entry("ORPHAN", 1));
        store().change(tx -> tx.problems().end(key));
        assertThat(store().<Map<Problems.Key, String>>read(tx -> tx.problems().sentences())
                        .keySet())
                .containsOnly(new Problems.Key("gone", "ORPHAN"));
    }

    @Test
    default void an_operation_and_its_commands_know_the_request_that_asked_for_them() {
        NewOperation plain = order("asked", "restart", NewOperation.WhenBusy.REFUSE, "i1");
        NewOperation asked = new NewOperation(
                plain.id(),
                plain.kind(),
                plain.projectId(),
                plain.resources(),
                plain.input(),
                plain.deadline(),
                plain.whenBusy(),
                "req-1");
        store().change(tx -> tx.operations().file(asked));
        assertThat(operation("asked").requestId()).isEqualTo("req-1");
        assertThat(found(tx -> tx.operations().requestOf("asked"))).contains("req-1");
        Message message =
                message("asked/step", "i1", "asked", Duration.ofHours(1)).askedBy(Optional.of("req-1"));
        store().change(tx -> tx.outbox().put(message));
        assertThat(unanswered("i1")).containsExactly(message);

        file("unasked", "restart", NewOperation.WhenBusy.REFUSE, "i2");
        assertThat(operation("unasked").requestId()).isNull();
        assertThat(found(tx -> tx.operations().requestOf("unasked"))).isEmpty();
    }

    @Test
    default void unanswered_messages_are_an_instances_own_that_still_make_sense_oldest_first() {
        put("b", "i1");
        clock().pass(Duration.ofMillis(1));
        put("a", "i1");
        put("other", "i2");
        store().write(tx -> tx.outbox().put(message("short", "i1", null, Duration.ofSeconds(1))));
        assertThat(unanswered("i1")).extracting(Message::id).containsExactly("b", "a", "short");
        clock().pass(Duration.ofSeconds(2));
        assertThat(unanswered("i1")).extracting(Message::id).containsExactly("b", "a");
        assertThat(counted(tx -> tx.outbox().depth())).isEqualTo(3);
        store().write(tx -> tx.outbox().reply("b", "i1", "{}", clock().instant()));
        assertThat(unanswered("i1")).extracting(Message::id).containsExactly("a");
        assertThat(counted(tx -> tx.outbox().depth())).isEqualTo(2);
    }

    @Test
    default void only_the_instance_itself_can_acknowledge_and_reply() {
        put("op/step", "i1");
        store().change(tx -> tx.outbox().received("op/step", "i2", clock().instant()));
        assertThat(said(tx -> tx.outbox().reply("op/step", "i2", "forged", clock().instant())))
                .isFalse();
        assertThat(unanswered("i1").getFirst().received()).isNull();
        Instant received = clock().instant();
        store().change(tx -> tx.outbox().received("op/step", "i1", received));
        clock().pass(Duration.ofSeconds(1));
        store().change(tx -> tx.outbox().received("op/step", "i1", clock().instant()));
        assertThat(unanswered("i1").getFirst().received()).isEqualTo(received);
    }

    @Test
    default void the_first_reply_is_kept_and_the_payload_wiped() {
        put("op/step", "i1");
        assertThat(said(tx -> tx.outbox().reply("op/step", "i1", "{\"a\":1}", clock().instant())))
                .isTrue();
        assertThat(said(tx -> tx.outbox().reply("op/step", "i1", "{\"a\":2}", clock().instant())))
                .isFalse();
        assertThat(said(tx -> tx.outbox().reply("none", "i1", "{}", clock().instant())))
                .isFalse();
        Message answered = store().read(tx -> tx.outbox().find("op/step")).orElseThrow();
        assertThat(answered.reply()).isEqualTo("{\"a\":1}");
        assertThat(answered.replied()).isEqualTo(clock().instant());
        assertThat(answered.payload()).isEmpty();
    }

    @Test
    default void a_reply_wakes_its_operation_in_the_same_transaction() {
        file("op", "build", WhenBusy.REFUSE, "i1");
        Instant now = clock().instant();
        Lease lease =
                store().operationLog().claim("one", now, now.plusSeconds(15)).orElseThrow();
        store().write(tx -> tx.outbox().put(message("op/step", "i1", "op", Duration.ofMinutes(1))));
        store().operationLog().pause(lease, OperationState.WAITING, now.plusSeconds(60), "a reply", null);
        assertThat(store().operationLog().claim("one", now, now.plusSeconds(15)))
                .isEmpty();
        store().write(tx -> tx.outbox().reply("op/step", "i1", "{}", now));
        assertThat(store().operationLog().claim("one", now, now.plusSeconds(15)))
                .isPresent();
    }

    @Test
    default void ended_messages_are_swept() {
        put("answered", "i1");
        store().write(tx -> tx.outbox().reply("answered", "i1", "{}", clock().instant()));
        store().write(tx -> tx.outbox().put(message("expired", "i1", null, Duration.ofSeconds(1))));
        store().write(tx -> tx.outbox().put(message("open", "i1", null, Duration.ofHours(1))));
        clock().pass(Duration.ofSeconds(5));
        assertThat(counted(tx -> tx.outbox().sweep(clock().instant().minusSeconds(9))))
                .isZero();
        assertThat(counted(tx -> tx.outbox().sweep(clock().instant()))).isEqualTo(2);
        assertThat(unanswered("i1")).extracting(Message::id).containsExactly("open");
    }

    @Test
    default void messages_are_removed_singly_and_by_instance() {
        List.of("a", "b", "c").forEach(id -> put(id, "i1"));
        put("d", "i2");
        store().change(tx -> tx.outbox().remove("a"));
        assertThat(unanswered("i1")).extracting(Message::id).containsExactly("b", "c");
        store().change(tx -> tx.outbox().removeOf("i1"));
        assertThat(unanswered("i1")).isEmpty();
        assertThat(unanswered("i2")).hasSize(1);
    }

    @Test
    default void the_newest_report_of_live_instances_is_kept() {
        Instance one = Samples.insert(store(), Samples.instance());
        Instance two = Samples.insert(store(), Samples.instance());
        Instance gone = Samples.insert(store(), Samples.instance());
        store().change(tx -> tx.instances().delete(gone.id(), clock().instant()));
        Instant now = clock().instant();
        Report unknown = Samples.report(Samples.instance().build(), now);
        Report first = Samples.report(one, now);
        store().change(tx -> tx.reports().put(List.of(first, unknown, Samples.report(gone, now))));
        Report older = Samples.report(one, now.minusMillis(1));
        Report minimal =
                new Report(two.id(), now, ServiceStatus.CRASHED, null, null, null, 1.25, null, 9, "It died.", Map.of());
        store().change(tx -> tx.reports().put(List.of(older, minimal)));
        assertThat(listed(tx -> tx.reports().find(List.of(one.id(), two.id(), gone.id()))))
                .containsExactlyInAnyOrder(first, minimal);
        Report newer = new Report(
                one.id(), now.plusMillis(1), ServiceStatus.SHUTDOWN, null, null, null, null, null, 2, null, Map.of());
        store().change(tx -> tx.reports().put(List.of(newer, older)));
        assertThat(found(tx -> tx.reports().find(one.id()))).contains(newer);
        store().change(tx -> tx.reports().put(List.of()));
        assertThat(listed(tx -> tx.reports().find(List.of()))).isEmpty();
    }

    @Test
    default void a_report_by_a_clock_that_was_ahead_gives_way_to_the_next() {
        Instance instance = Samples.insert(store(), Samples.instance());
        Instant now = clock().instant();
        store().change(tx -> tx.reports().put(List.of(Samples.report(instance, now.plusSeconds(18_000)))));
        Report next = Samples.report(instance, now.plusSeconds(3));
        store().change(tx -> {
            tx.reports().correctFuture(now);
            tx.reports().put(List.of(next));
        });
        assertThat(found(tx -> tx.reports().find(instance.id()))).contains(next);
    }

    @Test
    default void many_reports_are_written_at_once() {
        List<Instance> instances = IntStream.range(0, 300)
                .mapToObj(i -> Samples.instance().build())
                .toList();
        store().change(tx -> instances.forEach(tx.instances()::insert));
        for (int round = 0; round < 2; round++) {
            clock().pass(Duration.ofSeconds(3));
            List<Report> reports = instances.stream()
                    .map(instance -> Samples.report(instance, clock().instant()))
                    .toList();
            store().change(tx -> tx.reports().put(reports));
            assertThat(listed(tx -> tx.reports()
                            .find(instances.stream().map(Instance::id).toList())))
                    .containsExactlyInAnyOrderElementsOf(reports);
        }
    }

    @Test
    default void a_token_pins_one_certificate_once() {
        store().change(tx -> tx.agents().invite("i1", "hash"));
        assertThat(identity("i1")).contains(new AgentIdentity("i1", "hash", null, null, false));
        Instant now = clock().instant();
        assertThat(pin("i1", "wrong")).isFalse();
        assertThat(pin("i2", "hash")).isFalse();
        assertThat(pin("i1", "hash")).isTrue();
        assertThat(pin("i1", "hash")).isFalse();
        assertThat(identity("i1")).contains(new AgentIdentity("i1", null, "print", now, false));
    }

    private boolean pin(String instance, String hash) {
        return store().write(tx -> tx.agents().pin(instance, hash, "print", clock().instant()));
    }

    private Optional<AgentIdentity> identity(String instance) {
        return store().read(tx -> tx.agents().find(instance));
    }

    @Test
    default void a_new_invitation_drops_the_pinned_identity_and_a_revoked_one_is_void() {
        store().change(tx -> tx.agents().invite("i1", "hash"));
        pin("i1", "hash");
        store().change(tx -> tx.agents().invite("i1", "second"));
        assertThat(identity("i1")).contains(new AgentIdentity("i1", "second", null, null, false));
        store().change(tx -> tx.agents().revoke("i1"));
        assertThat(pin("i1", "second")).isFalse();
        assertThat(identity("i1").orElseThrow().revoked()).isTrue();
        store().change(tx -> tx.agents().invite("i1", "third"));
        assertThat(pin("i1", "third")).isTrue();
        assertThat(identity("unknown")).isEmpty();
    }

    @Test
    default void an_address_belongs_to_one_instance() {
        assertThat(take("i1", "127.1.0.1")).isTrue();
        assertThat(take("i1", "127.1.0.1")).isTrue();
        assertThat(take("i2", "127.1.0.1")).isFalse();
        assertThat(take("i2", "127.1.0.2")).isTrue();
        assertThat(listed(tx -> List.copyOf(tx.addresses().taken())))
                .containsExactlyInAnyOrder("127.1.0.1", "127.1.0.2");
        assertThat(take("i1", "127.1.0.3")).isTrue();
        assertThat(found(tx -> tx.addresses().of("i1"))).contains("127.1.0.3");
        assertThat(take("i2", "127.1.0.1")).isTrue();
        store().change(tx -> tx.addresses().release("i1"));
        assertThat(found(tx -> tx.addresses().of("i1"))).isEmpty();
        assertThat(listed(tx -> List.copyOf(tx.addresses().taken()))).containsExactly("127.1.0.1");
    }

    @Test
    default void private_and_public_addresses_are_two_books() {
        assertThat(take("i1", "127.1.0.1")).isTrue();
        assertThat(store().<Boolean>write(tx -> tx.publicAddresses().take("i1", "127.2.0.1")))
                .isTrue();
        assertThat(store().<Map<String, String>>read(tx -> tx.addresses().all()))
                .containsExactly(Map.entry("i1", "127.1.0.1"));
        assertThat(store().<Map<String, String>>read(tx -> tx.publicAddresses().all()))
                .containsExactly(Map.entry("i1", "127.2.0.1"));
        store().change(tx -> tx.publicAddresses().release("i1"));
        assertThat(found(tx -> tx.publicAddresses().of("i1"))).isEmpty();
        assertThat(found(tx -> tx.addresses().of("i1"))).contains("127.1.0.1");
    }

    private boolean take(String instance, String address) {
        return store().write(tx -> tx.addresses().take(instance, address));
    }

    @Test
    default void the_first_root_history_is_kept() {
        RootHistory first = new RootHistory("i1", clock().instant(), "alice");
        store().change(tx -> tx.roots().remember(first));
        store().change(tx ->
                tx.roots().remember(new RootHistory("i1", clock().instant().plusSeconds(1), "bob")));
        assertThat(found(tx -> tx.roots().find("i1"))).contains(first);
        assertThat(found(tx -> tx.roots().find("i2"))).isEmpty();
        store().change(tx -> {
            tx.roots().inherit("i1", "i2");
            tx.roots().inherit("i3", "i1");
        });
        assertThat(found(tx -> tx.roots().find("i2"))).contains(new RootHistory("i2", first.enabled(), "alice"));
        assertThat(found(tx -> tx.roots().find("i1"))).contains(first);
    }
}
