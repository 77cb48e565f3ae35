package dev.coffer.cli.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one method that {@link java.net.HttpURLConnection} does not know; all others do without this larger client. */
final class Patch {
    private final @Nullable Tls tls;
    private final Duration patience;

    Patch(@Nullable Tls tls, Duration patience) {
        this.tls = tls;
        this.patience = patience;
    }

    Answer exchange(URI uri, Map<String, String> headers, @Nullable Object body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(patience)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("User-Agent", "coffer")
                .method("PATCH", BodyPublishers.ofString(JsonWriter.compact(body == null ? Map.of() : body)));
        headers.forEach(request::header);
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience);
        if (tls != null) {
            tls.configure(builder);
        }
        try (HttpClient client = builder.build()) {
            return answer(client.send(request.build(), BodyHandlers.ofByteArray()));
        } catch (HttpTimeoutException e) {
            throw (IOException) new SocketTimeoutException(e.getMessage()).initCause(e);
        } catch (ConnectException e) {
            throw (IOException) new ConnectException("connection refused").initCause(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) {
        Map<String, String> headers = new HashMap<>();
        response.headers()
                .map()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return new Answer(response.statusCode(), headers, response.body());
    }
}
