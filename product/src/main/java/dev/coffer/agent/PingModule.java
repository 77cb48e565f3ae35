package dev.coffer.agent;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Shows that modules arrive: contents with a line {@code message=Hello} are answered with Hello. */
final class PingModule implements ModuleDriver {

    @Override
    public Outcome apply(byte[] contents) {
        return new String(contents, StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> message(line).stream())
                .findFirst()
                .map(message -> new Outcome(true, message))
                .orElse(new Outcome(false, "Message not found in contents file"));
    }

    private static Optional<String> message(String line) {
        int equals = line.indexOf('=');
        return equals > 0 && line.substring(0, equals).strip().equalsIgnoreCase("message")
                ? Optional.of(line.substring(equals + 1).strip())
                : Optional.empty();
    }

    @Override
    public void remove() {}
}
