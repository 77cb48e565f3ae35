package dev.coffer.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;

/**
 * A file. Its connections are in autocommit mode and transactions are begun by hand: the driver's own way begins the next one with
 * every commit, and an idle connection would hold the write lock for ever. Writers queue at a fair lock, since SQLite's own waiting
 * is a sleep loop; readers queue for a connection as fairly, which their pool does not see to.
 */
final class SqliteDatabase implements Database {
    private static final int READERS = 4;
    private static final int BUSY_MILLIS = 10_000;

    private final ReentrantLock writing = new ReentrantLock(true);
    private final Semaphore reading = new Semaphore(READERS, true);
    private final SharedSync sync;
    private final HikariDataSource writer;
    private final HikariDataSource readers;

    SqliteDatabase(String url) {
        sync = new SharedSync(file(url));
        // Wiped inputs and replies hold passwords: secure_delete overwrites them in the file.
        writer = pool(url, "store-writer", 1, "pragma secure_delete = on");
        try {
            readers = pool(url, "store-readers", READERS, "pragma query_only = on");
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /** Makes the file, for nobody else to read; SQLite gives its side files the same mode. */
    static void prepare(String url) {
        String path = path(url);
        if (path.isEmpty() || path.startsWith(":") || path.startsWith("file:")) {
            throw new IllegalArgumentException("the url must be jdbc:sqlite: and the path of a file");
        }
        try {
            Files.createFile(
                    Path.of(path), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            return;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no directory for the file " + path);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file cannot be made: " + e);
        }
    }

    private static String path(String url) {
        return Kind.shown(url).substring(Kind.SQLITE.prefix().length());
    }

    private static Path file(String url) {
        return Path.of(path(url)).toAbsolutePath();
    }

    private static HikariDataSource pool(String url, String name, int size, String initialSql) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        sqlite.enforceForeignKeys(true);
        sqlite.setBusyTimeout(BUSY_MILLIS);
        sqlite.setGetGeneratedKeys(false); // nobody asks, but the driver would after each insert
        HikariConfig config = new HikariConfig();
        config.setDataSource(KeepingConnection.source(sqlite, url));
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setMaxLifetime(0);
        config.setConnectionInitSql(initialSql);
        return new HikariDataSource(config);
    }

    @Override
    public SQLDialect dialect() {
        return SQLDialect.SQLITE;
    }

    @Override
    public <T> T read(Function<DSLContext, T> work) {
        reading.acquireUninterruptibly();
        try {
            return transaction(readers, "begin", work);
        } finally {
            reading.release();
        }
    }

    @Override
    public <T> T write(Function<DSLContext, T> work) {
        T result;
        long number;
        writing.lock();
        try {
            result = transaction(writer, "begin immediate", work);
            number = sync.committed();
        } finally {
            writing.unlock();
        }
        sync.await(number);
        return result;
    }

    private <T> T transaction(HikariDataSource pool, String begin, Function<DSLContext, T> work) {
        try (Connection connection = pool.getConnection()) {
            execute(connection, begin);
            boolean committed = false;
            try {
                T result = work.apply(DSL.using(connection, SQLDialect.SQLITE, SETTINGS));
                execute(connection, "commit");
                committed = true;
                return result;
            } finally {
                if (!committed) {
                    rollBack(pool, connection);
                }
            }
        } catch (SQLException e) {
            throw new DataAccessException("Transaction failed", e);
        }
    }

    /** Fails when SQLite has rolled back by itself (disk full); the connection is given up then, to be sure of its state. */
    private static void rollBack(HikariDataSource pool, Connection connection) {
        try {
            execute(connection, "rollback");
        } catch (SQLException e) {
            pool.evictConnection(connection);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    @Override
    public void close() {
        readers.close();
        writing.lock();
        try {
            writer.close();
            sync.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writing.unlock();
        }
    }
}
