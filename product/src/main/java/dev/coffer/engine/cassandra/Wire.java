package dev.coffer.engine.cassandra;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/** Frames of version 4 of the native protocol: a request out, an answer in, one at a time. */
final class Wire {
    /** What a request or an answer is. */
    enum Kind {
        ERROR(0x00),
        STARTUP(0x01),
        READY(0x02),
        AUTHENTICATE(0x03),
        QUERY(0x07),
        RESULT(0x08),
        AUTH_RESPONSE(0x0f),
        AUTH_SUCCESS(0x10);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind of(int code) throws ProtocolException {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new ProtocolException("The server sent a message of the unknown kind %d.".formatted(code));
        }
    }

    private static final int REQUEST = 0x04;
    private static final int ANSWER = 0x84;
    private static final int WARNING = 0x08;
    /** The server may be in hostile hands, and the agent has little memory. */
    private static final int LARGEST = 8 << 20;

    private final DataInputStream in;
    private final OutputStream out;

    Wire(InputStream in, OutputStream out) {
        this.in = new DataInputStream(new BufferedInputStream(in));
        this.out = out;
    }

    /** Fills a request. */
    @FunctionalInterface
    interface Body {
        void to(DataOutputStream out) throws IOException;
    }

    /** What the server said. */
    record Answer(Kind kind, DataInputStream body) {}

    Answer ask(Kind kind, Body request) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        request.to(new DataOutputStream(body));
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        DataOutputStream header = new DataOutputStream(frame);
        header.write(REQUEST);
        header.write(0); // no flags
        header.writeShort(0); // the only stream
        header.write(kind.code);
        header.writeInt(body.size());
        body.writeTo(frame);
        frame.writeTo(out);
        out.flush();
        return answer();
    }

    private Answer answer() throws IOException {
        if (in.readUnsignedByte() != ANSWER) {
            throw new ProtocolException("The server does not speak version 4 of its protocol.");
        }
        int flags = in.readUnsignedByte();
        in.readShort();
        Kind kind = Kind.of(in.readUnsignedByte());
        int length = in.readInt();
        if (length < 0 || length > LARGEST) {
            throw new ProtocolException("The server's answer has %d bytes; that is too much.".formatted(length));
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        DataInputStream body = new DataInputStream(new java.io.ByteArrayInputStream(bytes));
        if ((flags & WARNING) != 0) {
            skipTexts(body);
        }
        return new Answer(kind, body);
    }

    private static void skipTexts(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            text(in);
        }
    }

    static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readUnsignedShort()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
