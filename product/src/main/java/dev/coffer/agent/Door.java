package dev.coffer.agent;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A TLS connection to the control plane's agents' listener, with as much HTTP as it takes to get in. The JDK's HTTP client would be an
 * eighth of an agent's memory.
 */
final class Door implements Closeable {
    private static final int LONGEST_HEAD = 16 * 1024;
    private static final int LONGEST_BODY = 256 * 1024;

    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;

    private Door(Socket plain, SSLSocket secure) throws IOException {
        this.plain = plain;
        this.in = new BufferedInputStream(secure.getInputStream());
        this.out = secure.getOutputStream();
    }

    /** @param header empty when there is none of this name */
    record Answer(int status, String head) {
        String header(String name) {
            String wanted = name.toLowerCase(Locale.ROOT) + ":";
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(wanted))
                    .map(line -> line.substring(wanted.length()).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    /**
     * Connects, and makes sure that who answers is the control plane.
     *
     * @param patience longest wait for the connection, and for every part of an answer
     */
    static Door open(URI controlPlane, SSLContext tls, Duration patience) throws IOException {
        Socket plain = new Socket();
        try {
            int milliseconds = Math.toIntExact(patience.toMillis());
            plain.connect(new InetSocketAddress(controlPlane.getHost(), controlPlane.getPort()), milliseconds);
            plain.setSoTimeout(milliseconds);
            plain.setTcpNoDelay(true);
            SSLSocket secure = (SSLSocket)
                    tls.getSocketFactory().createSocket(plain, controlPlane.getHost(), controlPlane.getPort(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return new Door(plain, secure);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    void silence(Duration longest) throws IOException {
        plain.setSoTimeout(Math.toIntExact(longest.toMillis()));
    }

    /**
     * Sends a request and reads the head of the answer.
     *
     * @param lines of the request's head
     */
    Answer ask(String lines, byte @Nullable [] body) throws IOException {
        out.write((lines.strip().replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        if (body != null) {
            out.write(body);
        }
        out.flush();
        String head = head();
        String[] status = head.lines().findFirst().orElse("").split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("[1-5][0-9]{2}")) {
            throw new IOException("it does not speak HTTP");
        }
        return new Answer(Integer.parseInt(status[1]), head);
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD) {
            int read = in.read();
            if (read < 0) {
                throw new IOException("it hung up");
            }
            head.append((char) read);
            if (read == '\n' && head.toString().endsWith("\r\n\r\n")) {
                return head.toString();
            }
        }
        throw new IOException("its answer is too long");
    }

    /** The rest of an answer after which the other end hangs up. */
    String body() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            body.write(chunk, 0, read);
            if (body.size() > LONGEST_BODY) {
                throw new IOException("its answer is too long");
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    /** At once: a TLS farewell could wait for an end that takes nothing more. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
