package dev.coffer.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Properties;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.jdbc4.JDBC4Connection;
import org.sqlite.jdbc4.JDBC4PreparedStatement;

/** A connection to SQLite that keeps what it has compiled: to compile a statement takes longer than to run it. For one thread. */
final class KeepingConnection extends JDBC4Connection {
    private static final int MOST = 64;

    private final SequencedMap<String, Kept> idle = new LinkedHashMap<>();

    private KeepingConnection(String url, Properties settings) throws SQLException {
        super(url, url.substring(JDBC.PREFIX.length()), settings);
    }

    static SQLiteDataSource source(SQLiteConfig config, String url) {
        SQLiteDataSource source = new SQLiteDataSource(config) {
            @Override
            public KeepingConnection getConnection(@Nullable String user, @Nullable String password)
                    throws SQLException {
                return new KeepingConnection(url, config.toProperties());
            }
        };
        source.setUrl(url);
        return source;
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int type, int concurrency, int holdability)
            throws SQLException {
        checkOpen();
        checkCursor(type, concurrency, holdability);
        Kept kept = idle.remove(sql);
        return kept == null ? new Kept(this, sql) : kept.lent();
    }

    private void keep(Kept statement) throws SQLException {
        Kept same = idle.putLast(statement.text(), statement);
        if (same != null) {
            same.discard();
        }
        if (idle.size() > MOST) {
            idle.pollFirstEntry().getValue().discard();
        }
    }

    /** Goes back to its connection when it is closed, without the values it was run with: they may be secrets. */
    private static final class Kept extends JDBC4PreparedStatement {
        private final KeepingConnection home;
        private boolean lent = true;

        Kept(KeepingConnection home, String sql) throws SQLException {
            super(home, sql);
            this.home = home;
        }

        String text() {
            return sql;
        }

        Kept lent() {
            lent = true;
            return this;
        }

        void discard() throws SQLException {
            super.close();
        }

        @Override
        public void close() throws SQLException {
            if (!lent) {
                return;
            }
            lent = false;
            if (pointer.isClosed()) { // the driver gives a statement up that failed
                discard();
                return;
            }
            rs.close();
            clearParameters();
            clearBatch();
            home.keep(this);
        }

        @Override
        public boolean isClosed() {
            return !lent || super.isClosed();
        }
    }
}
