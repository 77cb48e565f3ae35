package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Statements that are done all or not at all: the server commits each by itself, so when one fails those before it are taken back. */
public final class Whole {

    /** @param undo empty when nothing has to be taken back */
    public record Step(String sql, String undo) {}

    private Whole() {}

    /** @param server runs one statement */
    public static void run(Consumer<String> server, List<Step> steps) {
        Deque<Step> done = new ArrayDeque<>();
        try {
            for (Step step : steps) {
                server.accept(step.sql());
                done.push(step);
            }
        } catch (RuntimeException failure) {
            done.stream()
                    .map(Step::undo)
                    .filter(undo -> !undo.isEmpty())
                    .forEach(undo -> takeBack(server, undo, failure));
            throw failure;
        }
    }

    private static void takeBack(Consumer<String> server, String undo, RuntimeException failure) {
        try {
            server.accept(undo);
        } catch (EngineFailure alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
