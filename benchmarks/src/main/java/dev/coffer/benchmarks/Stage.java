package dev.coffer.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Where figures are measured: gives installations, shows progress, and leaves nothing behind, also after Ctrl-C. */
final class Stage implements AutoCloseable {
    private final PrintStream progress;
    private final long begin = System.nanoTime();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Thread cleaner = new Thread(this::closeAll, "cleaner");
    private boolean ended;
    private final Map<String, ReplicaSet> shared = new HashMap<>();

    private Stage(PrintStream progress) {
        this.progress = progress;
    }

    static Stage open(PrintStream progress) {
        Stage stage = new Stage(progress);
        Runtime.getRuntime().addShutdownHook(stage.cleaner);
        return stage;
    }

    /** One line of progress. */
    void say(String form, Object... values) {
        progress.printf(
                Locale.ROOT, "[%4d s] %s%n", (System.nanoTime() - begin) / 1_000_000_000, form.formatted(values));
    }

    /** A Coffer of its own that does not run yet. */
    Coffer coffer() throws IOException {
        return closeLater(Coffer.prepare());
    }

    /** One of MariaDB for all figures that need one; it is made when the first asks for it. */
    ReplicaSet replicaSet() throws IOException, InterruptedException {
        return replicaSet(Datastore.MARIADB);
    }

    /** One of each kind for all figures that need one. */
    ReplicaSet replicaSet(Datastore datastore) throws IOException, InterruptedException {
        ReplicaSet made = shared.get(datastore.name());
        if (made == null) {
            made = ReplicaSet.make(this, datastore);
            shared.put(datastore.name(), made);
        }
        return made;
    }

    /** Closed at the end, or when the benchmark is told to end, if it is not closed before. */
    <T extends AutoCloseable> T closeLater(T part) {
        synchronized (open) {
            if (ended) {
                close(part);
                throw new NotMeasured("The benchmark was told to end.");
            }
            open.push(part);
        }
        return part;
    }

    private void closeAll() {
        synchronized (open) {
            ended = true;
            while (!open.isEmpty()) {
                close(open.pop());
            }
        }
    }

    private void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) { // the edge: the other parts must be closed all the same
            say("could not be cleaned up: %s", e);
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException ending) {
            say("The benchmark was told to end.");
        }
    }
}
