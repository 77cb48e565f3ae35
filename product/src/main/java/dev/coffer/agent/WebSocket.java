package dev.coffer.agent;

import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Wire;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A client's WebSocket (RFC 6455), as much of it as an agent needs: text both ways, pings, and their answers. */
final class WebSocket implements Closeable {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int LONGEST_CONTROL = 125;
    private static final int PIECE = 64 * 1024;
    /** UTF-8 takes at most three bytes for a character of Java's. */
    private static final long LONGEST = 3L * Wire.LONGEST;

    private final Door door;
    private final DataInputStream in;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock sending = new ReentrantLock();

    private WebSocket(Door door) {
        this.door = door;
        this.in = new DataInputStream(door.in());
    }

    /** @throws Identity.Refused when the control plane does not want this agent */
    static WebSocket open(URI controlPlane, SSLContext tls, Duration patience)
            throws IOException, GeneralSecurityException {
        Door door = Door.open(controlPlane, tls, patience);
        try {
            byte[] nonce = new byte[16];
            new SecureRandom().nextBytes(nonce);
            String key = Base64.getEncoder().encodeToString(nonce);
            Door.Answer answer = door.ask("""
                    GET %s HTTP/1.1
                    Host: %s
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Key: %s
                    Sec-WebSocket-Version: 13""".formatted(Enrolment.CONNECT, controlPlane.getAuthority(), key), null);
            if (answer.status() == 401) {
                throw new Identity.Refused("The control plane refused this agent's connection.");
            }
            if (answer.status() != 101 || !answer.header("Sec-WebSocket-Accept").equals(accepted(key))) {
                throw new IOException("it answered with status " + answer.status());
            }
            return new WebSocket(door);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            door.close();
            throw e;
        }
    }

    private static String accepted(String key) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder().encodeToString(digest);
    }

    /** Longest wait of {@link #read} for anything to come. */
    void silence(Duration longest) throws IOException {
        door.silence(longest);
    }

    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sending.lock();
        try {
            for (int from = 0; from == 0 || from < bytes.length; from += PIECE) {
                int to = Math.min(bytes.length, from + PIECE);
                int last = to == bytes.length ? FINAL : 0;
                frame(last | (from == 0 ? TEXT : CONTINUATION), Arrays.copyOfRange(bytes, from, to));
            }
        } finally {
            sending.unlock();
        }
    }

    void ping() throws IOException {
        control(PING, new byte[0]);
    }

    private void control(int kind, byte[] payload) throws IOException {
        sending.lock();
        try {
            frame(FINAL | kind, payload);
        } finally {
            sending.unlock();
        }
    }

    private void frame(int first, byte[] payload) throws IOException {
        byte[] mask = new byte[4];
        random.nextBytes(mask);
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) first);
        if (payload.length < TWO_BYTES) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (MASKED | TWO_BYTES)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | EIGHT_BYTES)).putLong(payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i & 3]));
        }
        OutputStream out = door.out();
        out.write(frame.array(), 0, frame.position());
        out.flush();
    }

    /** What was read: a whole text, or null for the answer to a ping. */
    record Heard(@Nullable String text) {}

    /**
     * Waits for the next text or the answer to a ping; pings of the other end are answered meanwhile.
     *
     * @throws EOFException when the other end closed the connection, with what it said
     */
    Heard read() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload(text.size());
            switch (first & 0x0F) {
                case CONTINUATION, TEXT -> {
                    text.writeBytes(payload);
                    if ((first & FINAL) != 0) {
                        return new Heard(text.toString(StandardCharsets.UTF_8));
                    }
                }
                case PING -> control(PONG, payload);
                case PONG -> {
                    if (text.size() == 0) {
                        return new Heard(null);
                    }
                }
                case CLOSE -> throw new EOFException(farewell(payload));
                default -> throw new IOException("it sent a frame of an unknown kind");
            }
        }
    }

    private byte[] payload(int before) throws IOException {
        int second = in.readUnsignedByte();
        long length = switch (second & 0x7F) {
            case TWO_BYTES -> in.readUnsignedShort();
            case EIGHT_BYTES -> in.readLong();
            default -> second & 0x7F;
        };
        if ((second & MASKED) != 0 || length < 0 || before + length > LONGEST) {
            throw new IOException("it sent a frame that is too long, or masked");
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return payload;
    }

    private static String farewell(byte[] payload) {
        if (payload.length < 2 || payload.length > LONGEST_CONTROL) {
            return "";
        }
        ByteBuffer farewell = ByteBuffer.wrap(payload);
        int status = farewell.getShort() & 0xFFFF;
        return "%d %s".formatted(status, StandardCharsets.UTF_8.decode(farewell));
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
