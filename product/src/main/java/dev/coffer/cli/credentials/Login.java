package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Http;
import dev.coffer.cli.client.Session;
import dev.coffer.cli.client.Tls;
import dev.coffer.cli.client.Trove;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;

/** From settings to a session, by the way that {@code auth_type} names. */
public final class Login {
    private Login() {}

    /** @param trace takes a line per exchange */
    public static Trove open(Settings settings, Consumer<String> trace) {
        return open(settings, trace, Http.PATIENCE);
    }

    /** @param patience how long an answer may take */
    public static Trove open(Settings settings, Consumer<String> trace, Duration patience) {
        Http http = new Http(tls(settings), trace, patience);
        return new Trove(http, session(settings, http));
    }

    private static @org.jspecify.annotations.Nullable Tls tls(Settings settings) {
        if (!settings.verifies()) {
            return Tls.unchecked();
        }
        return settings.text("cacert")
                .map(path -> Tls.trusting(settings.environment().path(path)))
                .orElse(null);
    }

    private static Session session(Settings settings, Http http) {
        String type = settings.text("auth_type").orElseGet(() -> usualType(settings));
        return switch (type) {
            case "password", "v3password", "token", "v3token", "v3applicationcredential" ->
                new KeystoneSession(settings, http, type);
            case "admin_token", "token_endpoint" ->
                new FixedSession(endpoint(settings), Map.of("X-Auth-Token", settings.required("token")));
            case "http_basic" -> new FixedSession(endpoint(settings), Map.of("Authorization", basic(settings)));
            case "none" -> new FixedSession(endpoint(settings), Map.of("X-Auth-Token", "notused"));
            default ->
                throw Failure.unauthenticated(
                        "The auth type \"%s\" is not supported.".formatted(type),
                        "Use one of: password, token, v3applicationcredential, admin_token, http_basic, none.");
        };
    }

    private static String usualType(Settings settings) {
        if (settings.text("application_credential_id").isPresent()) {
            return "v3applicationcredential";
        }
        boolean token = settings.text("token").isPresent();
        if (settings.text("auth_url").isPresent()) {
            return token && settings.text("password").isEmpty() ? "token" : "password";
        }
        return token ? "admin_token" : settings.text("password").isPresent() ? "http_basic" : "none";
    }

    private static String endpoint(Settings settings) {
        String endpoint = settings.text("endpoint")
                .or(() -> settings.text("database_endpoint_override"))
                .orElseGet(() -> settings.required("endpoint"));
        return endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    }

    private static String basic(Settings settings) {
        String pair = settings.required("username") + ":" + settings.required("password");
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Credentials that need no login. */
    private record FixedSession(String endpoint, Map<String, String> headers) implements Session {
        @Override
        public boolean renew() {
            return false;
        }

        @Override
        public String toString() {
            return "FixedSession at " + endpoint;
        }
    }
}
