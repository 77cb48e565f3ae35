package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP request as handlers see it.
 *
 * @param host the Host header, for links
 * @param path as sent, still percent-encoded
 * @param query as sent, without the question mark; empty when there is none
 * @param headers by lower-case name
 * @param source address of the peer
 */
public record Request(
        String method,
        String scheme,
        String host,
        String path,
        String query,
        Map<String, String> headers,
        byte[] body,
        String source) {

    public Request {
        headers = Map.copyOf(headers);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Query parameters, decoded; of repeated ones the last counts. */
    Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(decoded(name), decoded(value));
            }
        }
        return parameters;
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters().get(name));
    }

    private static String decoded(String text) {
        String value = PercentCoding.decode(text.replace('+', ' '));
        if (value.indexOf('\0') >= 0) {
            throw Fault.badRequest("A query parameter contains a NUL character.");
        }
        return value;
    }

    @Override
    public String toString() {
        return "Request[" + method + " " + path + "]";
    }
}
