package dev.coffer.store;

import dev.coffer.durable.OperationLog;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.exception.SQLStateClass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The metadata store. Opening it migrates the schema. */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);
    private static final int ATTEMPTS = 30;
    private static final int CONFLICT_ATTEMPTS = 2;
    private static final int LONGEST_PAUSE_MILLIS = 40;
    private static final int LONGEST_GROWTH = 10;

    /** Deadlocks and serialization failures of PostgreSQL and MariaDB. */
    private static final Set<String> PASSING_STATES = Set.of("40001", "40P01", "55P03");

    /** MariaDB's lock wait timeout and changed-row refusal; SQLite's busy and locked. */
    private static final Set<Integer> PASSING_CODES = Set.of(1205, 1020, 5, 6);

    private final Database database;
    private final InstantSource clock;
    private final Observer observer;
    private final Prepared prepared;
    private final Seal seal;
    private final List<Runnable> dueListeners = new CopyOnWriteArrayList<>();
    private final ScopedValue<Boolean> inside = ScopedValue.newInstance();

    Store(Database database, InstantSource clock, Observer observer) {
        this(database, clock, observer, Seal.NONE);
    }

    private Store(Database database, InstantSource clock, Observer observer, Seal seal) {
        this.seal = seal;
        this.database = database;
        this.clock = clock;
        this.observer = observer;
        this.prepared = new Prepared(database.dialect());
    }

    /**
     * @param url {@code jdbc:sqlite:/path}, {@code jdbc:postgresql:…} or {@code jdbc:mariadb:…}
     * @param user empty for SQLite
     * @param password empty for SQLite
     */
    public static Store open(String url, String user, String password, InstantSource clock) {
        return open(url, user, password, clock, (_, _) -> {});
    }

    /** As {@link #open(String, String, String, InstantSource)}, observed. */
    public static Store open(String url, String user, String password, InstantSource clock, Observer observer) {
        return new Store(Database.open(url, user, password), clock, observer);
    }

    /** This store, with what must not be read by whoever gets hold of the database under this seal. */
    public Store sealed(Seal by) {
        return new Store(database, clock, observer, by);
    }

    /** Reads a consistent view. */
    public <T> T read(Function<Tx, T> work) {
        return inTransaction(false, () -> database.read(sql -> work.apply(new Tx(session(sql)))));
    }

    /**
     * One transaction: all of it or, when the work throws, nothing. The work may run again, when the database had to choose between
     * two transactions that wait for each other, so it must have no effect outside the transaction.
     */
    public <T> T write(Function<Tx, T> work) {
        Written<T> written = inTransaction(
                true,
                () -> database.write(sql -> {
                    Session session = session(sql);
                    return new Written<>(work.apply(new Tx(session)), session.hasDueOperation());
                }));
        if (written.operationDue()) {
            tellListeners();
        }
        return written.result();
    }

    /** {@link #write} without a result. */
    public void change(Consumer<Tx> work) {
        write(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** The runner's door. */
    public OperationLog operationLog() {
        return new StoredOperationLog(this);
    }

    /** Calls the listener after each commit in which an operation was filed, woken or ended; it must be quick. */
    public void onOperationDue(Runnable listener) {
        dueListeners.add(listener);
    }

    @Override
    public void close() {
        database.close();
    }

    private Session session(DSLContext sql) {
        return new Session(sql, clock, prepared, seal);
    }

    private record Written<T>(T result, boolean operationDue) {}

    private <T> T inTransaction(boolean writes, ScopedValue.CallableOp<T, RuntimeException> transaction) {
        if (inside.isBound()) {
            throw new IllegalStateException("A transaction is open on this thread already: use its Tx.");
        }
        long started = System.nanoTime();
        try {
            return repeated(transaction);
        } finally {
            observer.transaction(writes, Duration.ofNanos(System.nanoTime() - started));
        }
    }

    private <T> T repeated(ScopedValue.CallableOp<T, RuntimeException> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return ScopedValue.where(inside, true).call(transaction);
            } catch (DataAccessException e) {
                if (attempt >= attempts(e)) {
                    throw StoreFailure.of(e);
                }
                LOG.debug("Transaction is tried again: {}", StoreFailure.reason(e));
                pauseAfter(attempt);
            }
        }
    }

    /** A broken rule may be the work of a transaction that won a race; the next attempt sees what that one wrote. */
    private static int attempts(DataAccessException failure) {
        if (failure.sqlStateClass() == SQLStateClass.C23_INTEGRITY_CONSTRAINT_VIOLATION) {
            return CONFLICT_ATTEMPTS;
        }
        SQLException cause = failure.getCause(SQLException.class);
        boolean passes = cause != null
                && (PASSING_STATES.contains(String.valueOf(cause.getSQLState()))
                        || PASSING_CODES.contains(cause.getErrorCode()));
        return passes ? ATTEMPTS : 1;
    }

    private static void pauseAfter(int attempt) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(1, LONGEST_PAUSE_MILLIS)
                    * (long) Math.min(attempt, LONGEST_GROWTH));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellListeners() {
        for (Runnable listener : dueListeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("A listener for due operations failed", e);
            }
        }
    }
}
