package dev.coffer.store;

/** The row was written by someone else since it was read. Read again and decide again. */
public final class StaleWrite extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StaleWrite(String what) {
        super(what + " was changed meanwhile.");
    }
}
