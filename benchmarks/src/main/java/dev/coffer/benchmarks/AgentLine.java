package dev.coffer.benchmarks;

import dev.coffer.bus.Enrolment;
import dev.coffer.bus.Wire;
import dev.coffer.trust.Credentials;
import dev.coffer.trust.Pem;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * The connection of an agent to the control plane, enrolled and authenticated as real ones are, but so slim that thousands fit into
 * one process: a TLS socket that speaks just enough WebSocket.
 */
final class AgentLine implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TEXT = 0x81;
    private static final int PING = 0x89;
    private static final int PONG = 0x8a;
    private static final int MASKED = 0x80;
    private static final int SHORT = 125;
    private static final int MASK_BYTES = 4;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private AgentLine(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 512);
        this.out = socket.getOutputStream();
    }

    /** Gets an identity for a token, as an agent does at its first start. */
    static Credentials enrol(int port, X509Certificate authority, String instance, String token)
            throws IOException, GeneralSecurityException {
        KeyPair keys = Credentials.newKey();
        String agentKey = Pem.base64(keys.getPublic());
        Signature signature = Signature.getInstance(Enrolment.PROOF);
        signature.initSign(keys.getPrivate());
        signature.update(Enrolment.signed(instance, agentKey, agentKey));
        Wire wire = Wire.lenient();
        String body = wire.writeRecord(Enrolment.Request.of(instance, token, agentKey, agentKey, signature.sign()));
        try (AgentLine line = open(Credentials.anonymous(authority), port)) {
            line.send("""
                    POST %s HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    Connection: close\r
                    \r
                    %s""".formatted(Enrolment.PATH, body.length(), body).getBytes(StandardCharsets.US_ASCII));
            line.expect("200");
            String answer = new String(line.in.readAllBytes(), StandardCharsets.UTF_8);
            String json = answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
            Enrolment.Answer enrolled = wire.read(json, Enrolment.Answer.class);
            return new Credentials(keys.getPrivate(), Pem.certificate(enrolled.agentCertificate()), authority);
        } catch (Wire.Malformed e) {
            throw new IOException("The control plane answered the enrolment with something else.", e);
        }
    }

    static AgentLine connect(int port, Credentials credentials) throws IOException, GeneralSecurityException {
        AgentLine line = open(credentials.context(), port);
        line.send("""
                GET %s HTTP/1.1\r
                Host: 127.0.0.1\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
                \r
                """.formatted(Enrolment.CONNECT).getBytes(StandardCharsets.US_ASCII));
        line.expect("101");
        return line;
    }

    private static AgentLine open(SSLContext context, int port) throws IOException {
        Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        return new AgentLine(socket);
    }

    /** Reads the head of an answer. */
    private void expect(String status) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("The control plane closed the connection.");
            }
            head.append((char) next);
        }
        if (!head.substring(0, head.indexOf("\r\n")).contains(" " + status)) {
            throw new IOException("The control plane answered: " + head.substring(0, head.indexOf("\r\n")));
        }
    }

    void text(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns when everything that was sent has been dealt with: frames are, one after the other. */
    void settle() throws IOException {
        frame(PING, new byte[0]);
        while (true) {
            int kind = in.read();
            int length = in.read();
            if (kind < 0 || length < 0) {
                throw new IOException("The control plane closed the connection.");
            }
            if (kind == PONG) {
                in.skipNBytes(length);
                return;
            }
            skip(length);
        }
    }

    private void skip(int length) throws IOException {
        int whole = length;
        if (length > SHORT) {
            whole = 0;
            for (int i = 0; i < (length == SHORT + 1 ? 2 : 8); i++) {
                whole = whole << 8 | in.read();
            }
        }
        in.skipNBytes(whole);
    }

    /** Its mask is zero, so that what is masked is the same. */
    private void frame(int kind, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 8);
        frame.write(kind);
        if (payload.length <= SHORT) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | SHORT + 1);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        frame.writeBytes(new byte[MASK_BYTES]);
        frame.writeBytes(payload);
        send(frame.toByteArray());
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
