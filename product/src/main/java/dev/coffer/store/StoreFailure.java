package dev.coffer.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database could not do it: it cannot be reached, is full, or the change breaks one of its rules. Nothing was written. */
public final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }

    static StoreFailure of(RuntimeException failure) {
        return new StoreFailure("The metadata store could not do it: %s.".formatted(reason(failure)), failure);
    }

    /** What the database itself said, without the statement around it. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while (!(cause instanceof SQLException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return said.endsWith(".") ? said.substring(0, said.length() - 1) : said;
    }
}
