package dev.coffer.engine.redis;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a server answers, in version 2 of the protocol. */
sealed interface Reply {
    int LONGEST = 64 << 20;

    /** A status, a number or a string. */
    record Text(String text) implements Reply {}

    record Nothing() implements Reply {}

    record Many(List<Reply> replies) implements Reply {}

    /** @param sentence with the code in front, such as {@code BUSY} */
    record Refusal(String sentence) implements Reply {}

    static Reply read(InputStream in) throws IOException {
        int kind = in.read();
        String line = line(in);
        return switch (kind) {
            case '+', ':' -> new Text(line);
            case '-' -> new Refusal(line);
            case '$' -> string(in, length(line));
            case '*' -> many(in, length(line));
            default -> throw new IOException("The server does not speak the protocol of Redis.");
        };
    }

    private static Reply string(InputStream in, int length) throws IOException {
        if (length < 0) {
            return new Nothing();
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.readNBytes(2).length < 2) {
            throw new EOFException("The server has ended the connection.");
        }
        return new Text(new String(bytes, StandardCharsets.UTF_8));
    }

    private static Reply many(InputStream in, int count) throws IOException {
        if (count < 0) {
            return new Nothing();
        }
        List<Reply> replies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replies.add(read(in));
        }
        return new Many(replies);
    }

    private static int length(String line) throws IOException {
        try {
            int length = Integer.parseInt(line);
            if (length <= LONGEST) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw new IOException("The server does not speak the protocol of Redis.", e);
        }
        throw new IOException("The server's answer is too long.");
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = in.read();
        while (next != '\r') {
            if (next < 0) {
                throw new EOFException("The server has ended the connection.");
            }
            line.append((char) next);
            next = in.read();
        }
        in.readNBytes(1);
        return line.toString();
    }
}
