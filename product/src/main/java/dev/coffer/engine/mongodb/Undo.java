package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Changes that are made all or not at all: each is final, so when one fails those before it are taken back. */
final class Undo {
    private Undo() {}

    /** To one thing of several. */
    interface Change<T> {
        void make(T thing);

        void takeBack(T thing);
    }

    static <T> void all(List<T> things, Change<T> change) {
        Deque<T> done = new ArrayDeque<>();
        try {
            for (T thing : things) {
                change.make(thing);
                done.push(thing);
            }
        } catch (RuntimeException failure) {
            done.forEach(thing -> takeBack(thing, change, failure));
            throw failure;
        }
    }

    private static <T> void takeBack(T thing, Change<T> change, RuntimeException failure) {
        try {
            change.takeBack(thing);
        } catch (EngineFailure alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
