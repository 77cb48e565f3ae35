package dev.coffer.store;

import dev.coffer.store.Prepared.Reader;
import dev.coffer.store.Prepared.Recipe;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;

/** What the aggregates of one transaction share. */
final class Session {
    private final DSLContext sql;
    private final InstantSource clock;
    private final Prepared prepared;
    private final Seal seal;
    private boolean operationDue;

    Session(DSLContext sql, InstantSource clock, Prepared prepared, Seal seal) {
        this.seal = seal;
        this.sql = sql;
        this.clock = clock;
        this.prepared = prepared;
    }

    DSLContext sql() {
        return sql;
    }

    /** The rows of a statement that is made once. */
    List<Record> fetch(Recipe recipe, @Nullable Object... values) {
        return prepared.fetch(sql, recipe, values);
    }

    /** The same, past jOOQ's records. */
    <T> T read(Recipe recipe, Reader<T> reader, @Nullable Object... values) {
        return prepared.read(sql, recipe, reader, values);
    }

    /** Whether a statement that is made once has rows. */
    boolean exists(Recipe recipe, @Nullable Object... values) {
        return read(recipe, ResultSet::next, values);
    }

    /** Runs a statement that is made once, and says how many rows it wrote. */
    int execute(Recipe recipe, @Nullable Object... values) {
        return prepared.execute(sql, recipe, values);
    }

    Seal seal() {
        return seal;
    }

    /** As precise as it is stored. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** SQLite has one writer at a time and no word for locking rows. */
    boolean locksRows() {
        return sql.dialect() != SQLDialect.SQLITE;
    }

    void operationBecameDue() {
        operationDue = true;
    }

    boolean hasDueOperation() {
        return operationDue;
    }
}
