package dev.coffer.cli.client;

import java.util.Map;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param headers names in lower case
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(java.util.Locale.ROOT)));
    }

    /** The body, or {@link Json#MISSING} when there is none. */
    public Json json() {
        if (body.length == 0) {
            return Json.MISSING;
        }
        try {
            return Json.parse(body);
        } catch (IllegalArgumentException e) {
            throw Failure.refused(
                    status,
                    "The server answered with something that is not JSON.",
                    "Check that the address is that of a Trove API and not of a proxy or a web page.");
        }
    }

    /** Names neither headers nor body, which may hold a token or a password. */
    @Override
    public String toString() {
        return "Answer " + status;
    }
}
