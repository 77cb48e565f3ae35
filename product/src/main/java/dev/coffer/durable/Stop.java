package dev.coffer.durable;

/**
 * Leaves a workflow in the middle. Control flow, not a failure: an {@link Error}, so that no workflow swallows it with its
 * exceptions, and without a stack.
 */
final class Stop extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    Stop(Outcome outcome) {
        super(outcome.getClass().getSimpleName(), null, false, false);
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }
}
