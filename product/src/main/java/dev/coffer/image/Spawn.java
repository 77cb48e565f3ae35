package dev.coffer.image;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Starts and finds the server of one pid file.
 *
 * <p>What is started first is a chain of small programs that each become the next and end as bubblewrap's monitor; its child is the
 * first process of the sandbox, and the server is that one's child. All of them carry the pid file's path in their environment from
 * the first instruction on, so the server is found also when its starter died before it could write the file.
 */
final class Spawn {
    /** Exit code when the lock is held: a server of this pid file is there. */
    static final int LOCKED = 75;

    private static final System.Logger LOG = System.getLogger(Spawn.class.getName());
    private static final String MARK = "COFFER_PIDFILE";
    private static final Duration SETTLE = Duration.ofSeconds(10);
    private static final Duration START = Duration.ofSeconds(30);
    private static final long SERVER_IN_NAMESPACE = 2;
    private static final int LOG_TAIL = 2000;

    private final String bubblewrap;
    private final Path pidFile;

    Spawn(String bubblewrap, Path pidFile) {
        this.bubblewrap = bubblewrap;
        this.pidFile = pidFile;
    }

    /** Makes the command that takes the lock and becomes the sandbox. */
    interface Chain {
        ProcessBuilder of(List<String> command, Path lock, String bubblewrap);
    }

    ServerProcess run(Chain chain, List<String> command, Path log) throws IOException, InterruptedException {
        Optional<ServerProcess> running = adopt(pidFile);
        if (running.isPresent()) {
            return record(running.get());
        }
        sweep();
        Path lock = pidFile.resolveSibling(pidFile.getFileName() + ".lock");
        ProcessBuilder builder = chain.of(command, lock, bubblewrap);
        builder.environment().put(MARK, pidFile.toString());
        Process process = builder.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        boolean settled = Waiting.until(START, () -> !process.isAlive() || serves());
        if (settled && process.isAlive()) {
            return record(search(pidFile).orElseThrow(() -> failure(command, log)));
        }
        if (settled && process.exitValue() == LOCKED) {
            return record(adopt(pidFile).orElseThrow(() -> new IOException("The lock " + lock + " is held.")));
        }
        sweep();
        throw failure(command, log);
    }

    static Optional<ServerProcess> adopt(Path pidFile) {
        Optional<ServerProcess> recorded = recorded(pidFile).filter(ServerProcess::isAlive);
        if (recorded.isPresent()) {
            return recorded;
        }
        try {
            Waiting.until(SETTLE, () -> !isStarting(pidFile));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return search(pidFile);
    }

    private boolean serves() {
        return search(pidFile)
                .flatMap(server -> Processes.program(server.pid()))
                .filter(program -> !Path.of(bubblewrap).endsWith(program))
                .isPresent();
    }

    /** Not when it has just ended: then it has no numbers any more. */
    private static boolean isServer(long pid) {
        List<Long> pids = Processes.namespacePids(pid);
        return !pids.isEmpty() && pids.getLast() == SERVER_IN_NAMESPACE;
    }

    private static Optional<ServerProcess> search(Path pidFile) {
        return marked(pidFile).stream()
                .filter(Processes::isNamespaceRoot)
                .flatMap(root -> Processes.children(root).stream())
                .filter(Spawn::isServer)
                .flatMap(child -> ServerProcess.of(child).stream())
                .filter(ServerProcess::isAlive)
                .findFirst();
    }

    /** Whether there is a sandbox on its way that has no process of its own yet. */
    private static boolean isStarting(Path pidFile) {
        List<Long> marked = marked(pidFile);
        List<Long> roots = marked.stream().filter(Processes::isNamespaceRoot).toList();
        return !marked.isEmpty()
                && roots.stream().allMatch(root -> Processes.children(root).isEmpty());
    }

    /** Ends what is left of an earlier server: helpers it started that live on, or a start that got stuck. */
    private void sweep() throws IOException, InterruptedException {
        for (long pid : marked(pidFile)) {
            ProcessHandle.of(pid)
                    .filter(handle -> marked(pidFile).contains(pid))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        if (!Waiting.until(SETTLE, () -> marked(pidFile).isEmpty())) {
            throw new IOException("Processes of an earlier server do not end: " + marked(pidFile));
        }
    }

    private static List<Long> marked(Path pidFile) {
        return Processes.withEnvironment(MARK, pidFile.toString());
    }

    /** On a full disk the server is found without the file. */
    private ServerProcess record(ServerProcess server) {
        try {
            if (!recorded(pidFile).equals(Optional.of(server))) {
                AtomicFile.write(pidFile, server.pid() + " " + server.startTime() + "\n");
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be written: {1}", pidFile, e);
        }
        return server;
    }

    private static Optional<ServerProcess> recorded(Path pidFile) {
        try {
            String[] words = Files.readString(pidFile).strip().split(" ");
            return Optional.of(new ServerProcess(Long.parseLong(words[0]), Long.parseLong(words[1])));
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
            return Optional.empty();
        }
    }

    private static IOException failure(List<String> command, Path log) {
        String end;
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - LOG_TAIL));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            end = new String(bytes, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            end = "(the log cannot be read: " + e.getMessage() + ")";
        }
        return new IOException("%s did not start. The end of %s: %s".formatted(command.getFirst(), log, end));
    }
}
