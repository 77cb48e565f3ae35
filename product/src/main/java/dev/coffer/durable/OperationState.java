package dev.coffer.durable;

/** Life of an operation. */
public enum OperationState {
    /** Not started, or waiting for the operation before it on the same resource. */
    QUEUED(false),
    /** Leased by a runner, or due to be. */
    RUNNING(false),
    /** Waiting for an event or a time; holds no thread. */
    WAITING(false),
    /** Failed for good; its recorded steps are being undone. */
    UNDOING(false),
    DONE(true),
    /** Failed; everything with an undo was undone. */
    FAILED(true),
    /** Superseded, e.g. by a delete. */
    CANCELLED(true);

    private final boolean end;

    OperationState(boolean end) {
        this.end = end;
    }

    public boolean isEnd() {
        return end;
    }
}
