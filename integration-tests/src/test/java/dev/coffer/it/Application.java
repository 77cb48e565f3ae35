package dev.coffer.it;

import java.sql.SQLException;
import java.util.Set;

/**
 * A tenant's application at one server: user {@code app}, which keeps numbers. What is refused or cannot be reached is an
 * {@link SQLException}, also where nobody speaks SQL.
 */
interface Application extends AutoCloseable {
    /** Makes the place for the numbers, if it is not there. */
    void prepare() throws SQLException;

    /** Returns when the server has acknowledged it. */
    void insert(long number) throws SQLException;

    Set<Long> read() throws SQLException;

    /** Whether the server takes writes now. */
    boolean isOpen() throws SQLException;

    @Override
    void close() throws SQLException;
}
