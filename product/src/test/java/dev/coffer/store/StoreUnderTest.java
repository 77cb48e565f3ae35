package dev.coffer.store;

import dev.coffer.durable.NewOperation;
import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.Operation;
import dev.coffer.durable.SettableClock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the parts of the store's contract are written with. */
interface StoreUnderTest {
    TestDatabase database();

    Store store();

    SettableClock clock();

    default <T> Optional<T> found(Function<Tx, Optional<T>> work) {
        return store().read(work);
    }

    default int counted(Function<Tx, Integer> work) {
        return store().write(work);
    }

    default <T> List<T> listed(Function<Tx, List<T>> work) {
        return store().read(work);
    }

    default boolean said(Function<Tx, Boolean> work) {
        return store().write(work);
    }

    default NewOperation order(String id, String kind, WhenBusy whenBusy, String... resources) {
        return new NewOperation(
                id,
                kind,
                Samples.PROJECT,
                List.of(resources),
                "{\"password\":\"hush\"}",
                clock().instant().plusSeconds(600),
                whenBusy);
    }

    default String file(String id, String kind, WhenBusy whenBusy, String... resources) {
        return store().write(tx -> tx.operations().file(order(id, kind, whenBusy, resources)));
    }

    default Operation operation(String id) {
        return store().read(tx -> tx.operations().find(id)).orElseThrow();
    }
}
