package dev.coffer.store;

import dev.coffer.durable.OperationLog;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/** The metadata store. Opening it migrates the schema. */
public final class Store implements AutoCloseable {

    /**
     * @param url {@code jdbc:sqlite:/path}, {@code jdbc:postgresql:…} or {@code jdbc:mariadb:…}
     * @param user empty for SQLite
     * @param password empty for SQLite
     */
    public static Store open(String url, String user, String password, InstantSource clock) {
        throw new UnsupportedOperationException();
    }

    /** Reads a consistent view. */
    public <T> T read(Function<Tx, T> work) {
        throw new UnsupportedOperationException();
    }

    /** One transaction: all of it or, when the work throws, nothing. */
    public <T> T write(Function<Tx, T> work) {
        throw new UnsupportedOperationException();
    }

    /** {@link #write} without a result. */
    public void change(Consumer<Tx> work) {
        throw new UnsupportedOperationException();
    }

    /** The runner's door. */
    public OperationLog operationLog() {
        throw new UnsupportedOperationException();
    }

    /** Calls the listener after each commit in which an operation was filed, woken or ended; it must be quick. */
    public void onOperationDue(Runnable listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
