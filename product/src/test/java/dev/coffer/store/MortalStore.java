package dev.coffer.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** The store of a process that dies at its n-th transaction that writes, before or after that is committed: nothing gets through any more. */
public final class MortalStore implements Database {

    /** What becomes of the transaction it dies at. */
    public enum Last {
        LOST,
        COMMITTED
    }

    /** The process is dead; whoever gets this is not there any more. */
    public static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Dead() {
            super("the process is dead", null, false, false);
        }
    }

    private final Connection connection;
    private long left = Long.MAX_VALUE;
    private Last last = Last.LOST;
    private boolean dead;

    private MortalStore(Connection connection) {
        this.connection = connection;
    }

    /** A copy in memory of this file, whose schema is up to date. */
    public static MortalStore copy(Path file) {
        try {
            MortalStore store = new MortalStore(DriverManager.getConnection("jdbc:sqlite::memory:"));
            store.execute("restore from '" + file + "'");
            store.execute("pragma foreign_keys = on");
            return store;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public Store open(InstantSource clock) {
        return new Store(this, clock, (_, _) -> {});
    }

    /** From now on; the first is 1. */
    public void dieAt(int transaction, Last fate) {
        left = transaction;
        last = fate;
    }

    public boolean isDead() {
        return dead;
    }

    /** There is a new process. */
    public void revive() {
        dead = false;
        left = Long.MAX_VALUE;
    }

    public void requireLife() {
        if (dead) {
            throw new Dead();
        }
    }

    @Override
    public SQLDialect dialect() {
        return SQLDialect.SQLITE;
    }

    @Override
    public <T> T read(Function<DSLContext, T> work) {
        requireLife();
        return transaction(work, "rollback");
    }

    @Override
    public <T> T write(Function<DSLContext, T> work) {
        requireLife();
        left--;
        if (left > 0) {
            return transaction(work, "commit");
        }
        dead = true;
        if (last == Last.COMMITTED) {
            T _ = transaction(work, "commit");
        }
        throw new Dead();
    }

    private <T> T transaction(Function<DSLContext, T> work, String end) {
        try {
            execute("begin");
            boolean ended = false;
            try {
                T result = work.apply(DSL.using(connection, SQLDialect.SQLITE, SETTINGS));
                execute(end);
                ended = true;
                return result;
            } finally {
                if (!ended) {
                    execute("rollback");
                }
            }
        } catch (SQLException e) {
            throw new DataAccessException("Transaction failed", e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
