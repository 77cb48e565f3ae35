package dev.coffer.it;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.OptionalDouble;

/** Reads {@code /metrics} as Prometheus does. */
final class Figures {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private Figures() {}

    static HttpResponse<String> read(Coffer coffer, String user, String password)
            throws IOException, InterruptedException {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(coffer.api().resolve("/metrics"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + pair)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The value of the only sample of this name whose labels have these words in them. */
    static OptionalDouble value(String figures, String name, String... words) {
        return figures.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(words).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst();
    }
}
