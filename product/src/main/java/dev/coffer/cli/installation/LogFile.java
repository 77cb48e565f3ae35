package dev.coffer.cli.installation;

import dev.coffer.cli.client.Failure;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A log that somebody else writes; gives what is written from now on, and begins anew when the file is replaced. */
final class LogFile {
    private static final int BLOCK = 1 << 16;

    private final Path file;
    private final StringBuilder rest = new StringBuilder();
    private long position;

    private LogFile(Path file, long position) {
        this.file = file;
        this.position = position;
    }

    static LogFile fromItsEnd(Path file) {
        return new LogFile(file, size(file));
    }

    static LogFile fromItsBegin(Path file) {
        return new LogFile(file, 0);
    }

    /** The last lines behind a position; none of a file that is not there. */
    static List<String> tail(Path file, long from, int count) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long length = log.length();
            long start = length;
            String text = "";
            while (start > from && text.lines().count() <= count) {
                start = Math.max(from, start - BLOCK);
                log.seek(start);
                byte[] bytes = new byte[(int) Math.min(length - start, Integer.MAX_VALUE - 8)];
                log.readFully(bytes);
                text = new String(bytes, StandardCharsets.UTF_8);
            }
            List<String> lines = text.lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The whole lines that were written since the last time. */
    List<String> news() {
        long size = size(file);
        if (size < position) {
            position = 0;
            rest.setLength(0);
        }
        List<String> lines = new ArrayList<>();
        for (int taken = 1; size > position && taken > 0; position += taken) {
            taken = read();
            give(lines);
        }
        return lines;
    }

    private void give(List<String> lines) {
        for (int end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
            lines.add(rest.substring(0, end));
            rest.delete(0, end + 1);
        }
    }

    private int read() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(position);
            byte[] bytes = new byte[BLOCK];
            int count = Math.max(0, log.read(bytes));
            // Up to the last line break: what follows may be half a character.
            int whole = count;
            while (whole > 0 && bytes[whole - 1] != '\n') {
                whole--;
            }
            int taken = whole == 0 && count == BLOCK ? count : whole;
            rest.append(new String(bytes, 0, taken, StandardCharsets.UTF_8));
            return taken;
        } catch (IOException e) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw Failure.refused("%s cannot be read.".formatted(file), "Run this as the user who started Coffer.");
        }
    }
}
