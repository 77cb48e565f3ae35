package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.LogFile;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Logs;
import dev.coffer.engine.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The engine's logs and the agent's own. What is read goes in pieces that fit an answer. */
final class LogCommands {
    /** As text with every character escaped it is still shorter than the longest answer. */
    private static final int LONGEST_PIECE = 128 * 1024;

    /** A line that is longer is cut. */
    private static final int LONGEST_TAIL = 64 * 1024;

    private final Server server;
    private final LogFile own;

    LogCommands(Server server, LogFile own) {
        this.server = server;
        this.own = own;
    }

    Result perform(Command.LogCommand command, Attempt attempt) throws IOException, InterruptedException {
        return switch (command) {
            case Command.ListLogs _ -> list();
            case Command.ReadLog read -> read(read);
            case Command.TailLog tail -> tail(tail);
            case Command.SwitchLog change -> change(change, attempt);
        };
    }

    private Result list() throws IOException {
        List<LogInfo> infos = new ArrayList<>();
        if (server.logs().isPresent()) {
            infos.addAll(logs().list());
        }
        infos.add(new LogInfo(GuestLog.NAME, true, own.begin(), own.end()));
        return new Result.Logs(infos);
    }

    Result read(Command.ReadLog read) throws IOException {
        return piece(read.name(), file(read.name()), read.from(), read.most());
    }

    Result tail(Command.TailLog tail) throws IOException {
        LogFile file = file(tail.name());
        int most = Math.clamp(tail.most(), 1, LONGEST_TAIL);
        return piece(tail.name(), file, file.lastLines(Math.max(0, tail.lines()), most), most);
    }

    /**
     * A piece of whole lines. Secrets are recognised by what stands before them in their line: so of an engine's log, what is not the
     * beginning of a line is left out, and of a line that is longer than the longest piece only as much is shown as the first one holds.
     */
    private Result piece(String name, LogFile file, long from, int most) throws IOException {
        // asked first: what is written from now on belongs to the next piece
        long end = file.end();
        int longest = Math.clamp(most, 1, LONGEST_PIECE);
        LogFile.Piece piece = file.read(from, longest);
        boolean full = piece.bytes().length == longest;
        boolean lastOfFile = !full && end > piece.next();
        if (name.equals(GuestLog.NAME)) {
            int length = whole(piece.bytes(), full || lastOfFile);
            return text(piece, 0, length, end, UnaryOperator.identity());
        }
        int start = piece.beginsLine() ? 0 : rest(piece.bytes());
        boolean tooLong = piece.bytes().length == LONGEST_PIECE;
        int length = Math.max(start, whole(piece.bytes(), start == 0 && (tooLong || lastOfFile)));
        return text(piece, start, length, end, each -> logs().shown(name, each));
    }

    /** How many bytes are the rest of a line; all when the line does not end here. */
    private static int rest(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return bytes.length;
    }

    private static Result text(LogFile.Piece piece, int start, int length, long end, UnaryOperator<String> mask) {
        String text = new String(piece.bytes(), start, length - start, StandardCharsets.UTF_8);
        long next = piece.from() + length;
        return new Result.LogText(piece.from(), next, Math.max(next, end), mask.apply(printable(text)));
    }

    /** As many bytes as are whole lines. A line that has no end is taken as it is, unless the engine is just writing it. */
    private static int whole(byte[] bytes, boolean more) {
        for (int length = bytes.length; length > 0; length--) {
            if (bytes[length - 1] == '\n') {
                return length;
            }
        }
        return more ? bytes.length : 0;
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean control = Character.isISOControl(character) && character != '\n' && character != '\t';
            printable.append(control ? ' ' : character);
        }
        return printable.toString();
    }

    private Result change(Command.SwitchLog change, Attempt attempt) throws IOException {
        Logs logs = logs();
        attempt.begin();
        logs.enable(change.name(), change.enabled());
        return new Result.Done();
    }

    private LogFile file(String name) {
        return name.equals(GuestLog.NAME) ? own : logs().file(name);
    }

    private Logs logs() {
        return server.logs()
                .orElseThrow(() ->
                        new EngineFailure(EngineFailure.Kind.NOT_FOUND, "This datastore has no logs to be shown."));
    }
}
