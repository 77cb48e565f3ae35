package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.model.Instance;
import dev.coffer.model.ReplicaSet;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Synchrony;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.store.Instances.Listing;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

/** Instances and replica sets. */
interface InstancesContract extends StoreUnderTest {
    private Optional<Instance> found(String id) {
        return found(tx -> tx.instances().find(id));
    }

    private List<String> ids(List<Instance> instances) {
        return instances.stream().map(Instance::id).toList();
    }

    @Test
    default void an_instance_is_read_as_it_was_written() {
        Instance plain = Samples.insert(store(), Samples.instance());
        Instance full = Samples.insert(
                store(),
                Samples.instance()
                        .name("Übung \"1\" 'é' \\ 🐘 %_")
                        .task(Task.BUILD_ERROR)
                        .trouble("It broke. Delete it.", "stack\ntrace")
                        .address("127.9.8.7")
                        .access(true, "10.0.0.0/8", "::/0")
                        .replicaOf(plain));
        assertThat(found(plain.id())).contains(plain);
        assertThat(found(full.id())).contains(full);
        assertThat(store().<Instance>read(tx -> tx.instances().require(full.id())))
                .isEqualTo(full);
    }

    @Test
    default void history_holds_what_is_and_what_was_with_all_that_is_shown() {
        Instance primary = Samples.insert(store(), Samples.instance());
        Instance replica = Samples.insert(store(), Samples.instance().replicaOf(primary));
        Instance gone = Samples.insert(store(), Samples.instance());
        store().change(tx -> tx.reports().put(List.of(Samples.report(primary, clock().instant()))));
        Instant later = clock().instant().plusSeconds(60);
        store().change(tx -> tx.instances().delete(gone.id(), later));

        List<History.Entry> all = listed(tx -> tx.history().page(History.Which.ALL, Optional.empty(), 0, 100));
        assertThat(all)
                .extracting(entry -> entry.listing().instance().id())
                .startsWith(gone.id())
                .contains(primary.id(), replica.id());
        assertThat(all.getFirst().deleted()).isEqualTo(later.truncatedTo(ChronoUnit.MILLIS));
        assertThat(listed(tx -> tx.history().page(History.Which.ALL, Optional.empty(), 1, 1)))
                .containsExactly(all.get(1));
        assertThat(listed(tx -> tx.history().page(History.Which.DELETED, Optional.of(Samples.PROJECT), 0, 1)))
                .containsExactly(all.getFirst());
        assertThat(listed(tx -> tx.history().page(History.Which.ALL, Optional.of("other"), 0, 9)))
                .isEmpty();

        assertThat(found(tx -> tx.history().find(History.Which.LIVE, primary.id())))
                .map(History.Entry::listing)
                .isEqualTo(found(tx -> tx.instances().listing(primary.id())));
        assertThat(found(tx -> tx.history().find(History.Which.LIVE, gone.id())))
                .isEmpty();
        assertThat(found(tx -> tx.history().find(History.Which.ALL, gone.id()))).contains(all.getFirst());
    }

    @Test
    default void an_unknown_instance_is_absent_and_cannot_be_required() {
        assertThat(found("none")).isEmpty();
        assertThat(found("no\0ne")).isEmpty();
        assertThat(found(tx -> tx.instances().listing("none"))).isEmpty();
        assertThatThrownBy(() -> store().<Instance>read(tx -> tx.instances().require("none")))
                .isInstanceOf(NoSuchElementException.class);
    }

    @Test
    default void characters_no_database_takes_are_replaced() {
        Instance odd = Samples.insert(
                store(), Samples.instance().trouble("nul \0 and half \ud83d a character", "\0".repeat(3)));
        assertThat(found(odd.id()).orElseThrow().trouble())
                .isEqualTo(new Trouble("nul \ufffd and half \ufffd a character", odd.created(), "\ufffd\ufffd\ufffd"));
    }

    @Test
    default void long_texts_are_kept_whole() {
        Instance broken = Samples.insert(store(), Samples.instance().trouble("It broke.", "ü".repeat(200_000)));
        assertThat(found(broken.id())).contains(broken);
    }

    @Test
    default void an_update_moves_version_and_time_on() {
        Instance written = Samples.insert(store(), Samples.instance());
        clock().pass(Duration.ofSeconds(5));
        Instance changed = written.withName("other")
                .withTask(Task.PROMOTE_ERROR, new Trouble("It broke.", Samples.CREATED, null))
                .withConfiguration("g-1")
                .withAddresses("127.1.2.3", "127.9.2.3")
                .withPlace("new-set", "new-primary");
        Instance updated = store().write(tx -> tx.instances().update(changed));
        assertThat(updated.version()).isEqualTo(written.version() + 1);
        assertThat(updated.updated()).isEqualTo(clock().instant());
        assertThat(updated.created()).isEqualTo(written.created());
        assertThat(updated.name()).isEqualTo("other");
        assertThat(found(written.id())).contains(updated);
        assertThat(store().<ReplicaSet>read(tx -> tx.instances().replicaSet("new-set"))
                        .term())
                .isEqualTo(1);
    }

    @Test
    default void a_stale_write_is_refused_and_changes_nothing() {
        Instance first = Samples.insert(store(), Samples.instance());
        Instance second = store().write(tx -> tx.instances().update(first.withName("second")));
        assertThatThrownBy(() -> store().write(tx -> tx.instances().update(first.withName("third"))))
                .isInstanceOf(StaleWrite.class)
                .hasMessageContaining(first.id());
        assertThat(found(first.id())).contains(second);
        store().change(tx -> tx.instances().delete(first.id(), clock().instant()));
        assertThatThrownBy(() -> store().write(tx -> tx.instances().update(second)))
                .isInstanceOf(StaleWrite.class);
    }

    @Test
    default void an_id_is_used_once() {
        Instance first = Samples.insert(store(), Samples.instance());
        assertThatThrownBy(() -> Samples.insert(
                        store(), Samples.instance().id(first.id()).name("second")))
                .isInstanceOf(StoreFailure.class);
        assertThat(found(first.id())).contains(first);
    }

    @Test
    default void an_instance_of_an_unknown_flavor_is_refused() {
        Instance sample = Samples.instance().build();
        store().change(tx -> tx.instances().insert(sample));
        assertThatThrownBy(() -> store().change(tx -> {
                    tx.instances().delete(sample.id(), clock().instant());
                    tx.instances().insert(Samples.instance().build().withFlavor("none"));
                }))
                .isInstanceOf(StoreFailure.class);
        assertThat(found(sample.id())).contains(sample);
    }

    @Test
    default void deleted_instances_are_seen_nowhere() {
        Instance primary = Samples.insert(store(), Samples.instance());
        Instance replica = Samples.insert(store(), Samples.instance().replicaOf(primary));
        store().change(tx -> tx.reports().put(List.of(Samples.report(replica, clock().instant()))));
        store().change(tx -> tx.instances().delete(replica.id(), clock().instant()));
        assertThat(found(replica.id())).isEmpty();
        assertThat(found(tx -> tx.instances().listing(replica.id()))).isEmpty();
        assertThat(found(tx -> tx.reports().find(replica.id()))).isEmpty();
        assertThat(ids(listed(tx -> tx.instances().replicasOf(primary.id())))).isEmpty();
        assertThat(ids(listed(tx -> tx.instances().membersOf(primary.id())))).containsExactly(primary.id());
        assertThat(ids(listed(tx -> tx.instances().all()))).containsExactly(primary.id());
        Listing listing =
                store().read(tx -> tx.instances().listing(primary.id())).orElseThrow();
        assertThat(listing.replicas()).isEmpty();
        assertThat(counted(tx -> tx.instances().count(Samples.PROJECT))).isEqualTo(1);
        assertThat(counted(tx -> tx.instances().volumes(Samples.PROJECT))).isEqualTo(2);
    }

    @Test
    default void replicas_and_members_are_listed_by_creation() {
        Instance primary = Samples.insert(store(), Samples.instance().id("m"));
        Instance late = Samples.insert(
                store(), Samples.instance().id("a").replicaOf(primary).created(Samples.CREATED.plusMillis(2)));
        Instance early = Samples.insert(
                store(), Samples.instance().id("z").replicaOf(primary).created(Samples.CREATED.plusMillis(1)));
        assertThat(listed(tx -> tx.instances().replicasOf("m"))).containsExactly(early, late);
        assertThat(listed(tx -> tx.instances().membersOf("m"))).containsExactly(primary, early, late);
        assertThat(listed(tx -> tx.instances().all())).containsExactlyInAnyOrder(primary, early, late);
        assertThat(found(tx -> tx.instances().listing("m")).orElseThrow().replicas())
                .containsExactly("z", "a");
    }

    @Test
    default void usage_is_counted_per_project() {
        Samples.insert(store(), Samples.instance().volumeSize(3));
        Samples.insert(store(), Samples.instance().volumeSize(4));
        Samples.insert(store(), Samples.instance().volumeSize(50).project("other"));
        assertThat(counted(tx -> tx.instances().count(Samples.PROJECT))).isEqualTo(2);
        assertThat(counted(tx -> tx.instances().volumes(Samples.PROJECT))).isEqualTo(7);
        assertThat(counted(tx -> tx.instances().volumes("none"))).isZero();
    }

    @Test
    default void pages_follow_the_marker_in_order_of_bytes() {
        for (String id : List.of("b", "a-1", "B", "a", "a1", "ä")) {
            Samples.insert(store(), Samples.instance().id(id));
        }
        Samples.insert(store(), Samples.instance().id("a0").project("other"));
        List<String> seen = new ArrayList<>();
        Optional<String> marker = Optional.empty();
        while (true) {
            Optional<String> after = marker;
            List<Listing> page = store().read(tx -> tx.instances().page(Samples.PROJECT, after, 2));
            if (page.isEmpty()) {
                break;
            }
            assertThat(page).hasSizeLessThanOrEqualTo(2);
            page.forEach(listing -> seen.add(listing.instance().id()));
            marker = Optional.of(seen.getLast());
        }
        assertThat(seen).containsExactly("B", "a", "a-1", "a1", "b", "ä");
    }

    @Test
    default void a_page_of_any_size_takes_one_statement() throws Exception {
        for (int i = 0; i < 20; i++) {
            Instance primary = Samples.insert(store(), Samples.instance());
            Samples.insert(store(), Samples.instance().replicaOf(primary));
            store().change(tx -> tx.reports().put(List.of(Samples.report(primary, clock().instant()))));
        }
        AtomicInteger statements = new AtomicInteger();
        SQLDialect dialect = Kind.of(database().url()).dialect();
        try (Connection connection = database().connect()) {
            DSLContext sql = DSL.using(counted(connection, statements), dialect, Database.SETTINGS);
            Instances instances = new Tx(new Session(sql, clock(), new Prepared(dialect), Seal.NONE)).instances();
            assertThat(instances.page(Samples.PROJECT, Optional.empty(), 100)).hasSize(40);
        }
        assertThat(statements).hasValue(1);
    }

    private static Connection counted(Connection connection, AtomicInteger statements) {
        return (Connection) Proxy.newProxyInstance(
                InstancesContract.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    if (method.getName().matches("prepareStatement|createStatement|prepareCall")) {
                        statements.incrementAndGet();
                    }
                    return method.invoke(connection, arguments);
                });
    }

    @Test
    default void a_listing_shows_what_single_reads_show() {
        List<Instance> written = new ArrayList<>();
        Instance primary = Samples.insert(store(), Samples.instance().access(false));
        written.add(primary);
        for (int i = 0; i < 3; i++) {
            written.add(Samples.insert(
                    store(),
                    Samples.instance()
                            .created(Samples.CREATED.plusSeconds(3 - i))
                            .replicaOf(primary)
                            .task(Task.REPLICA_ERROR)
                            .trouble("It broke, \"badly\" 🐘.", i == 0 ? null : "details")
                            .address("127.9.8." + i)
                            .access(true, "10.0.0.0/8", "::/0")));
        }
        reportAndDelete(primary, written.getLast());
        List<Listing> page = store().read(tx -> tx.instances().page(Samples.PROJECT, Optional.empty(), 100));
        assertThat(page).hasSize(4);
        for (Listing listing : page) {
            String id = listing.instance().id();
            assertThat(found(id)).contains(listing.instance());
            assertThat(found(tx -> tx.reports().find(id))).isEqualTo(listing.report());
            assertThat(found(tx -> tx.instances().listing(id))).contains(listing);
            assertThat(listing.replicas())
                    .isEqualTo(
                            id.equals(primary.id()) ? ids(written.subList(1, 4)).reversed() : List.of());
        }
    }

    /** A full report of one, a meagre one of the other, and one more replica that is deleted. */
    private void reportAndDelete(Instance primary, Instance replica) {
        Instance gone = Samples.insert(store(), Samples.instance().replicaOf(primary));
        Report report = new Report(
                replica.id(), clock().instant(), ServiceStatus.RUNNING, null, null, null, 1.25, null, 7, "p", Map.of());
        store().change(tx -> {
            tx.instances().delete(gone.id(), clock().instant());
            tx.reports().put(List.of(Samples.report(primary, clock().instant()), report));
        });
    }

    @Test
    default void a_listing_has_all_that_is_shown() {
        Instance primary = Samples.insert(store(), Samples.instance());
        Instance replica = Samples.insert(store(), Samples.instance().replicaOf(primary));
        store().change(tx -> tx.reports().put(List.of(Samples.report(primary, clock().instant()))));
        Listing listing =
                store().read(tx -> tx.instances().listing(primary.id())).orElseThrow();
        assertThat(listing.instance()).isEqualTo(primary);
        assertThat(listing.version()).isEqualTo(Samples.MARIADB_11_8);
        assertThat(listing.report()).contains(Samples.report(primary, clock().instant()));
        assertThat(listing.replicas()).containsExactly(replica.id());
        assertThat(found(tx -> tx.instances().listing(replica.id()))
                        .orElseThrow()
                        .report())
                .isEmpty();
    }

    @Test
    default void a_set_keeps_what_its_primary_waits_for() {
        Instance primary = Samples.insert(store(), Samples.instance());
        store().change(tx -> tx.instances().synchronise(primary.id(), Synchrony.ASYNC));
        store().change(tx -> tx.instances().raiseTerm(primary.id(), 7));
        assertThat(store().<ReplicaSet>read(tx -> tx.instances().replicaSet(primary.id())))
                .isEqualTo(new ReplicaSet(primary.id(), 7, Synchrony.ASYNC));
    }

    @Test
    default void terms_never_go_back() {
        Instance primary = Samples.insert(store(), Samples.instance());
        assertThat(store().<ReplicaSet>read(tx -> tx.instances().replicaSet(primary.id())))
                .isEqualTo(new ReplicaSet(primary.id(), 1, Synchrony.ONE));
        store().change(tx -> tx.instances().raiseTerm(primary.id(), 7));
        store().change(tx -> tx.instances().raiseTerm(primary.id(), 3));
        Samples.insert(store(), Samples.instance().replicaOf(primary));
        assertThat(store().<ReplicaSet>read(tx -> tx.instances().replicaSet(primary.id()))
                        .term())
                .isEqualTo(7);
        assertThatThrownBy(() -> store().<ReplicaSet>read(tx -> tx.instances().replicaSet("none")))
                .isInstanceOf(NoSuchElementException.class);
    }
}
