package dev.coffer.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One exchange at a time with an HTTP server. */
public final class Http {
    private static final int CONNECT_MILLIS = 10_000;
    /** How long an answer may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);

    static {
        // The JDK repeats a POST whose connection broke; that would create an instance twice.
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private final @Nullable Tls tls;
    private final Consumer<String> trace;
    private final Duration patience;

    /**
     * @param tls whom to trust; null for the JDK's authorities
     * @param trace takes a line per exchange, without headers or bodies
     */
    public Http(@Nullable Tls tls, Consumer<String> trace) {
        this(tls, trace, PATIENCE);
    }

    /** @param patience how long an answer may take */
    public Http(@Nullable Tls tls, Consumer<String> trace, Duration patience) {
        this.tls = tls;
        this.trace = trace;
        this.patience = patience;
    }

    /** Any answer of the server, also an error. */
    public Answer exchange(String method, URI uri, Map<String, String> headers, @Nullable Object body) {
        long start = System.nanoTime();
        try {
            Answer answer = method.equals("PATCH")
                    ? new Patch(tls, patience).exchange(uri, headers, body)
                    : exchangeNow(method, uri, headers, body);
            trace.accept("%s %s: %d, %d ms".formatted(method, uri, answer.status(), millisSince(start)));
            return answer;
        } catch (IOException e) {
            trace.accept("%s %s: %s, %d ms".formatted(method, uri, e, millisSince(start)));
            throw unreachable(uri, e);
        }
    }

    private Answer exchangeNow(String method, URI uri, Map<String, String> headers, @Nullable Object body)
            throws IOException {
        HttpURLConnection connection = open(uri);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("User-Agent", "coffer");
        headers.forEach(connection::setRequestProperty);
        if (body != null) {
            send(connection, JsonWriter.compact(body).getBytes(StandardCharsets.UTF_8));
        }
        return receive(connection);
    }

    /** An address that was typed by somebody. */
    public static URI address(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw noAddress(text);
        }
        throw noAddress(text);
    }

    private static Failure noAddress(String text) {
        return Failure.usage(
                "\"%s\" is not an HTTP address.".formatted(text), "Write it like http://127.0.0.1:8779/v3.");
    }

    private HttpURLConnection open(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        if (tls != null && connection instanceof HttpsURLConnection secure) {
            tls.configure(secure);
        }
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout((int) patience.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        return connection;
    }

    private static void send(HttpURLConnection connection, byte[] body) throws IOException {
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
    }

    private static Answer receive(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("the answer is not HTTP");
        }
        InputStream stream = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
        byte[] body = new byte[0];
        if (stream != null) {
            try (stream) {
                body = stream.readAllBytes();
            }
        }
        Map<String, String> headers = new HashMap<>();
        for (Map.Entry<String, List<String>> header :
                connection.getHeaderFields().entrySet()) {
            if (header.getKey() != null && !header.getValue().isEmpty()) {
                headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().getFirst());
            }
        }
        return new Answer(status, headers, body);
    }

    private static Failure unreachable(URI uri, IOException e) {
        String server = "%s://%s".formatted(uri.getScheme(), uri.getAuthority());
        return switch (e) {
            case ConnectException _ ->
                Failure.unreachable(
                        "Nothing answers at %s.".formatted(server),
                        "Is it the right address? A Coffer on this machine is started with: coffer up");
            case UnknownHostException _ ->
                Failure.unreachable(
                        "The host of %s is not known.".formatted(server),
                        "Check the address of the API or of Keystone.");
            case SocketTimeoutException _ ->
                Failure.unreachable(
                        "%s did not answer in time.".formatted(server), "Try again; coffer status tells how it is.");
            case SSLException _ ->
                Failure.unreachable(
                        "No trusted TLS connection to %s: %s.".formatted(server, e.getMessage()),
                        "Give the authority's certificate with --os-cacert, OS_CACERT or cacert in clouds.yaml.");
            default ->
                Failure.unreachable(
                        "The connection to %s broke: %s.".formatted(server, e.getMessage()),
                        "See what has been done before you repeat the command.");
        };
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
