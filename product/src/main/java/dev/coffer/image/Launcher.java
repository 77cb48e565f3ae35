package dev.coffer.image;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts programs that are to die with us from a thread that never ends: the kernel takes the end of the thread that started them for
 * the death of their parent.
 */
final class Launcher {
    private static final ExecutorService THREAD = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("launcher").factory());

    private Launcher() {}

    /** What starts one or more processes. */
    interface Launch<T> {
        T run() throws IOException;
    }

    static <T> T launch(Launch<T> launch) throws IOException {
        Future<T> launched = THREAD.submit(launch::run);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return launched.get();
                } catch (InterruptedException e) {
                    // Starting takes milliseconds; left alone, the program would be nobody's.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("A program cannot be started.", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
