package dev.coffer.image;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A server process, known by pid and start time (clock ticks since boot), so that a reused pid is never mistaken for it.
 */
public record ServerProcess(long pid, long startTime) {

    /** Running; a zombie is not, once it has let go of its files and locks. */
    public boolean isAlive() {
        return Processes.stat(pid)
                .filter(stat -> stat.startTime() == startTime)
                .filter(stat -> stat.state() != 'X')
                .filter(stat -> stat.state() != 'Z' || Processes.threads(pid) > 1)
                .isPresent();
    }

    /** SIGTERM. */
    public void terminate() {
        // The handle remembers which process it is, so the question comes after it.
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (isAlive()) {
            handle.ifPresent(ProcessHandle::destroy);
        }
    }

    /** SIGINT, which for some servers means something else than SIGTERM. */
    public void interrupt() throws IOException, InterruptedException {
        if (isAlive()) {
            String kill = HostProgram.path("kill", "procps").toString();
            new ProcessBuilder(kill, "-INT", Long.toString(pid)).start().waitFor();
        }
    }

    /** SIGKILL, also to what the server started. */
    public void kill() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        Optional<ProcessHandle> root = sandboxRoot().flatMap(ProcessHandle::of);
        if (isAlive()) {
            root.or(() -> handle).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** False when it still runs after the patience. */
    public boolean awaitExit(Duration patience) throws InterruptedException {
        return Waiting.until(patience, () -> !isAlive());
    }

    /** The sandbox's first process, with which everything in the sandbox ends. */
    private Optional<Long> sandboxRoot() {
        return Processes.stat(pid).map(Processes.Stat::parent).filter(Processes::isNamespaceRoot);
    }

    static Optional<ServerProcess> of(long pid) {
        return Processes.stat(pid).map(stat -> new ServerProcess(pid, stat.startTime()));
    }
}
