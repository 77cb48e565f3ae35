package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads from a program's log why it failed. */
public final class LogTail {
    /** Nothing can work with less. */
    private static final long ROOM = 1 << 20;

    private static final int LIMIT = 64 * 1_024;
    private static final int LINE = 400;

    private LogTail() {}

    static long end(Path log) {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The lines since then, the last ones when there are many. */
    public static List<String> lines(Path log, long since) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(Math.min(since, file.length()), file.length() - LIMIT));
            byte[] bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.length() <= LINE ? line : line.substring(0, LINE) + "…")
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    static boolean saysFull(String line) {
        return line.contains("No space left on device")
                || line.contains("Disk is full")
                || line.contains("Errcode: 28")
                || line.endsWith("failed with error 28")
                || line.contains("Disk quota exceeded");
    }

    /** When there is no room at all, the log cannot say so. */
    static boolean isFull(Node node, Path log, long since) {
        return lines(log, since).stream().anyMatch(LogTail::saysFull)
                || (Files.exists(node.data()) && node.data().toFile().getUsableSpace() < ROOM);
    }

    static EngineFailure full() {
        return new EngineFailure(
                Kind.BROKEN,
                "The database server cannot start: the volume is full; make room or enlarge it and start again.");
    }

    /** The first complaint since then. */
    static Optional<String> complaint(Path log, long since, Function<String, Optional<String>> complaint) {
        return lines(log, since).stream()
                .map(complaint)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * Why a server that was started has ended.
     *
     * @param complaint what a line complains of
     */
    static EngineFailure startFailure(
            Node node, int port, Path log, long since, Function<String, Optional<String>> complaint) {
        List<String> lines = lines(log, since);
        if (lines.stream().anyMatch(line -> line.contains("Address already in use"))) {
            return new EngineFailure(
                    Kind.PASSING,
                    "The database server cannot start: %s port %d is in use by another process; end that one."
                            .formatted(node.address(), port));
        }
        if (isFull(node, log, since)) {
            return full();
        }
        if (lines.stream().anyMatch(line -> line.contains("Cannot assign requested address"))) {
            return new EngineFailure(
                    Kind.BROKEN,
                    "The database server cannot start: %s is not an address of this host.".formatted(node.address()));
        }
        return complaint(log, since, complaint)
                .map(reason -> failure(Kind.BROKEN, reason, log))
                // as one that was killed does, be it for want of memory
                .orElseGet(() -> failure(Kind.PASSING, "it ended without saying why", log));
    }

    private static EngineFailure failure(Kind kind, String reason, Path log) {
        return new EngineFailure(kind, "The database server cannot start: %s. Its log is %s.".formatted(reason, log));
    }
}
