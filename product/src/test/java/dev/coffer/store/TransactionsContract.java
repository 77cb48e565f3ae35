package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.durable.Busy;
import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.OperationLog;
import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationState;
import dev.coffer.model.Instance;
import dev.coffer.model.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All or nothing, one after the other, and never twice. */
interface TransactionsContract extends StoreUnderTest {
    int THREADS = 8;

    /** Runs it in so many threads at once and gives what they gave. */
    private <T> List<T> together(int threads, Callable<T> work) throws ExecutionException, InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(executor.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : running) {
                results.add(future.get());
            }
            return results;
        }
    }

    @Test
    default void work_that_throws_leaves_nothing() {
        Instance instance = Samples.instance().build();
        assertThatThrownBy(() -> store().change(tx -> {
                    tx.instances().insert(instance);
                    tx.operations().file(order("a", "create", WhenBusy.REFUSE, instance.id()));
                    throw new IllegalStateException("stop");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stop");
        assertThat(listed(tx -> tx.instances().all())).isEmpty();
        assertThat(found(tx -> tx.operations().find("a"))).isEmpty();
        Samples.insert(store(), Samples.instance().id(instance.id()));
    }

    @Test
    default void a_transaction_inside_another_is_refused() {
        assertThatThrownBy(() -> store().change(
                                tx -> store().read(inner -> inner.instances().all())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use its Tx");
        assertThat(listed(tx -> tx.instances().all())).isEmpty();
    }

    @Test
    default void reading_changes_nothing() {
        assertThatThrownBy(() -> store().<Boolean>read(tx -> {
                    tx.instances().insert(Samples.instance().build());
                    return true;
                }))
                .isInstanceOf(StoreFailure.class);
        assertThat(listed(tx -> tx.instances().all())).isEmpty();
    }

    @Test
    default void a_reader_sees_one_moment() throws ExecutionException, InterruptedException {
        Instance first = Samples.insert(store(), Samples.instance());
        List<Integer> counts = store().read(tx -> {
            int before = tx.instances().count(Samples.PROJECT);
            Thread writer = Thread.ofVirtual()
                    .start(() -> Samples.insert(store(), Samples.instance().name("meanwhile")));
            try {
                writer.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return List.of(before, tx.instances().count(Samples.PROJECT));
        });
        assertThat(counts).containsExactly(1, 1);
        assertThat(listed(tx -> tx.instances().all())).hasSize(2).contains(first);
    }

    @Test
    default void eight_runners_claim_five_hundred_operations_once_each()
            throws ExecutionException, InterruptedException {
        int operations = 500;
        store().change(tx -> IntStream.range(0, operations)
                .forEach(i -> tx.operations().file(order("op" + i, "restart", WhenBusy.REFUSE, "i" + i))));
        OperationLog log = store().operationLog();
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        AtomicInteger names = new AtomicInteger();
        List<Integer> counts = together(THREADS, () -> {
            String owner = "runner" + names.incrementAndGet();
            int count = 0;
            while (claimed.size() < operations) {
                Optional<Lease> lease =
                        log.claim(owner, clock().instant(), clock().instant().plusSeconds(60));
                if (lease.isPresent()) {
                    assertThat(claimed.add(lease.get().operation().id())).isTrue();
                    assertThat(lease.get().fence()).isEqualTo(1);
                    log.end(lease.get(), OperationState.DONE, clock().instant(), null);
                    count++;
                }
            }
            return count;
        });
        assertThat(counts.stream().mapToInt(Integer::intValue).sum()).isEqualTo(operations);
        assertThat(log.nextDue()).isEmpty();
    }

    @Test
    default void of_many_that_file_on_one_resource_one_wins() throws ExecutionException, InterruptedException {
        AtomicInteger names = new AtomicInteger();
        for (int round = 0; round < 10; round++) {
            String resource = "i" + round;
            List<Boolean> won = together(THREADS, () -> {
                try {
                    file("op" + names.incrementAndGet(), "restart", WhenBusy.REFUSE, resource);
                    return true;
                } catch (Busy e) {
                    return false;
                }
            });
            assertThat(won).containsOnlyOnce(true);
        }
    }

    @Test
    default void what_waits_for_two_that_end_together_starts() throws ExecutionException, InterruptedException {
        for (int round = 0; round < 10; round++) {
            String left = "left" + round;
            String right = "right" + round;
            file("l" + round, "restart", WhenBusy.REFUSE, left);
            file("r" + round, "restart", WhenBusy.REFUSE, right);
            file("b" + round, "promote", WhenBusy.SUPERSEDE, left, right);
            OperationLog log = store().operationLog();
            together(2, () -> {
                Lease lease = log.claim(
                                "one", clock().instant(), clock().instant().plusSeconds(60))
                        .orElseThrow();
                log.end(lease, OperationState.DONE, clock().instant(), null);
                return true;
            });
            Lease both = log.claim("one", clock().instant(), clock().instant().plusSeconds(60))
                    .orElseThrow();
            assertThat(both.operation().id()).isEqualTo("b" + round);
            log.end(both, OperationState.DONE, clock().instant(), null);
        }
    }

    @Test
    default void of_concurrent_updates_none_is_lost() throws ExecutionException, InterruptedException {
        Instance instance = Samples.insert(store(), Samples.instance());
        int each = 10;
        together(THREADS, () -> {
            for (int done = 0; done < each; ) {
                try {
                    store().change(tx -> {
                        Instance read = tx.instances().require(instance.id());
                        tx.instances().update(read.withName(String.valueOf(read.version())));
                    });
                    done++;
                } catch (StaleWrite e) {
                    Thread.onSpinWait();
                }
            }
            return true;
        });
        assertThat(store().<Instance>read(tx -> tx.instances().require(instance.id()))
                        .version())
                .isEqualTo(1 + THREADS * each);
    }

    @Test
    default void transactions_that_wait_for_each_other_are_tried_again()
            throws ExecutionException, InterruptedException {
        Instance one = Samples.insert(store(), Samples.instance());
        Instance two = Samples.insert(store(), Samples.instance());
        AtomicInteger turn = new AtomicInteger();
        together(THREADS, () -> {
            boolean straight = turn.incrementAndGet() % 2 == 0;
            for (int i = 1; i <= 20; i++) {
                long term = i;
                store().change(tx -> {
                    tx.instances()
                            .raiseTerm(
                                    straight ? one.id() : two.id(),
                                    tx.instances().replicaSet(one.id()).term() + term);
                    tx.instances()
                            .raiseTerm(
                                    straight ? two.id() : one.id(),
                                    tx.instances().replicaSet(two.id()).term() + term);
                });
            }
            return true;
        });
        assertThat(store().<ReplicaSet>read(tx -> tx.instances().replicaSet(one.id()))
                        .term())
                .isGreaterThan(20);
    }

    @Test
    default void what_was_written_is_there_after_reopening() {
        Instance instance = Samples.insert(store(), Samples.instance());
        file("a", "restart", WhenBusy.REFUSE, instance.id());
        try (Store again = database().open(clock())) {
            assertThat(again.<Instance>read(tx -> tx.instances().require(instance.id())))
                    .isEqualTo(instance);
            assertThat(again.operationLog()
                            .claim("other", clock().instant(), clock().instant().plusSeconds(9)))
                    .isPresent();
        }
        assertThat(operation("a").state()).isEqualTo(OperationState.RUNNING);
    }
}
