package dev.coffer.durable;

/** An operation's code. Opened anew from kind and input for every run. */
@FunctionalInterface
public interface Workflow {
    void run(Steps steps);

    /** Called once, as a step, when the operation failed and its undos have run: say it where the tenant looks. */
    default void failed(Steps steps, String sentence) {}

    /** From kind and stored input to code. */
    @FunctionalInterface
    interface Registry {
        Workflow open(String kind, String input);
    }
}
