package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Terminal;
import java.time.Duration;

/** A log of a database server, read through the API piece by piece. */
final class LogReading {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE_WITHOUT_SERVER = Duration.ofSeconds(60);

    private final Trove trove;
    private final Terminal terminal;
    private final String path;

    /** @param path of the log below the project */
    LogReading(Trove trove, Terminal terminal, String path) {
        this.trove = trove;
        this.terminal = terminal;
        this.path = path;
    }

    /** Prints the last lines; what follows them begins at the answer. */
    long end(int lines) {
        return shown(piece("?lines=" + lines)).next();
    }

    /** Prints what is written from there on, until the command is ended or the log is not to be had any more. */
    void follow(long offset) throws InterruptedException {
        long next = offset;
        long lastAnswer = System.nanoTime();
        while (true) {
            try {
                Piece piece = piece("?offset=" + next);
                lastAnswer = System.nanoTime();
                if (piece.begin() > next) {
                    terminal.say("(%d bytes were removed before they could be read)".formatted(piece.begin() - next));
                }
                next = shown(piece).next();
                if (piece.isLast()) {
                    Thread.sleep(LOOK);
                }
            } catch (Failure failure) {
                boolean lost = System.nanoTime() - lastAnswer > PATIENCE_WITHOUT_SERVER.toNanos();
                if (lost || !failure.isTemporary()) {
                    throw failure;
                }
                Thread.sleep(LOOK);
            }
        }
    }

    private record Piece(long begin, long next, long end, String text) {
        boolean isLast() {
            return next >= end;
        }
    }

    private Piece piece(String query) {
        Json log = trove.get(path + query).at("log");
        return new Piece(
                offset(log, "offset"), offset(log, "next_offset"), offset(log, "end_offset"), log.string("text"));
    }

    private static long offset(Json log, String key) {
        return log.at(key).value() instanceof Number number ? number.longValue() : 0;
    }

    private Piece shown(Piece piece) {
        piece.text().lines().map(Terminal::harmless).forEach(terminal::print);
        terminal.out().flush();
        return piece;
    }
}
