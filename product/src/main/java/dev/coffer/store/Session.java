package dev.coffer.store;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** What the aggregates of one transaction share. */
final class Session {
    private final DSLContext sql;
    private final InstantSource clock;
    private final Listings listings;
    private final Seal seal;
    private boolean operationDue;

    Session(DSLContext sql, InstantSource clock, Listings listings, Seal seal) {
        this.seal = seal;
        this.sql = sql;
        this.clock = clock;
        this.listings = listings;
    }

    DSLContext sql() {
        return sql;
    }

    Listings listings() {
        return listings;
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
