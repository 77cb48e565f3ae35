package dev.coffer.durable;

import java.time.Duration;
import java.util.Optional;

/**
 * What a workflow is written with. A workflow is ordinary blocking code that is run again from the top after a crash or a wait: a
 * step that ended returns its recorded result, so code between steps must be free of effects.
 *
 * <p>Step names are unique within an operation and are its public progress ("allocate address"). Steps may be added and reordered
 * between releases; a changed meaning takes a new name. A body must be idempotent: it may have run before without being recorded.
 *
 * <p>Any exception but {@link PermanentFailure} is retried with growing pauses until the operation's deadline. On permanent failure
 * the undos of steps that were started are run in reverse, as steps named {@code "undo: " + name}.
 */
public interface Steps {

    /** The operation being run. */
    Operation operation();

    /** Runs the body unless a result of this name is recorded; records and returns it. Results are stored as JSON. */
    <T> T step(String name, Class<T> type, Body<T> body);

    /** A step without a result. */
    void step(String name, Effect body);

    /** A step with an undo. The undo must cope with the step having happened in part or not at all. */
    void step(String name, Effect body, Effect undo);

    /**
     * Waits, without holding a thread, until the poll gives a result, which is recorded. The poll is asked at once, whenever the
     * operation is woken ({@code OperationLog.wake}) and from time to time. It may have an idempotent effect, such as sending what
     * it waits for.
     *
     * @param patience counted from the first poll; when it runs out the step fails for good
     */
    <T> T await(String name, Class<T> type, Duration patience, Body<Optional<T>> poll);

    /** Registers an undo for a step that was made by {@link #step(String, Class, Body)} or {@link #await}; call it before the step. */
    void onFailure(String name, Effect undo);

    /** A step's body. */
    @FunctionalInterface
    interface Body<T> {
        T run() throws Exception;
    }

    /** A step's body without a result. */
    @FunctionalInterface
    interface Effect {
        void run() throws Exception;
    }
}
