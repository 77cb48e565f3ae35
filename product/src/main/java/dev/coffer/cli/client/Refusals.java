package dev.coffer.cli.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Error answers as sentences, with what to do. */
public final class Refusals {
    private Refusals() {}

    /** The server's own words; ours only where it has none. */
    public static Failure of(Answer answer) {
        int status = answer.status();
        String message = message(answer);
        String sentence = message.isBlank() ? "The server answered %d.".formatted(status) : message;
        if (status == 401 && !isLackOfRight(answer, message)) {
            return Failure.unauthenticated(
                    sentence, "Check the credentials: --os-cloud and clouds.yaml, or the OS_* variables.");
        }
        return Failure.refused(status, sentence, advice(answer));
    }

    /** Trove answers 401, not 403, also when somebody who is known lacks a right; only then without a challenge. */
    private static boolean isLackOfRight(Answer answer, String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return answer.header("WWW-Authenticate").isEmpty()
                && (text.contains("admin privileges") || text.contains("replica"));
    }

    private static @Nullable String advice(Answer answer) {
        return switch (answer.status()) {
            case 401, 403 ->
                // Trove forbids in this way also what would be wrong for everybody, and says what to do first.
                message(answer).contains("eplica") ? null : "Ask somebody with the right to do it.";
            case 404 -> "See what there is with the list command.";
            case 409, 422 ->
                message(answer).contains("not currently available")
                        ? "Something is being done to it; coffer operation list shows what. Try again when it has ended."
                        : null;
            case 413, 429 ->
                answer.header("Retry-After")
                        .map("Try again in %s seconds."::formatted)
                        .orElse("Make it smaller, delete something, or ask the operator for a larger quota.");
            case 503 -> "Try again in a moment; coffer status tells how it is.";
            case 500, 502, 504 ->
                "Tell the operator, whose log says more: coffer logs"
                        + answer.header("X-Openstack-Request-Id")
                                .map(" (request %s)"::formatted)
                                .orElse("");
            default -> null;
        };
    }

    private static String message(Answer answer) {
        Json body;
        try {
            body = answer.json();
        } catch (Failure _) {
            String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
            return text.length() <= 200 && !text.startsWith("<") ? text : "";
        }
        String own = body.string("message");
        String nested = body.members().values().stream()
                .map(member -> member.string("message"))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(own);
        return nested.replace("<br />", " ").replaceAll("\\s+", " ").strip();
    }
}
