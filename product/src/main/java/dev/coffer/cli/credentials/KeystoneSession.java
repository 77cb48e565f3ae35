package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Http;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Refusals;
import dev.coffer.cli.client.Session;
import dev.coffer.cli.client.Times;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A token from Keystone v3, or from an endpoint that speaks like it, fetched when first needed and kept between commands. */
final class KeystoneSession implements Session {
    private final Settings settings;
    private final Http http;
    private final String type;
    private final TokenCache cache;
    private @Nullable Token token;

    KeystoneSession(Settings settings, Http http, String type) {
        this.settings = settings;
        this.http = http;
        this.type = type;
        this.cache = TokenCache.of(settings, type);
    }

    /** @param endpoint of the database service, out of the catalog */
    record Token(String id, String endpoint, Instant expires) {
        @Override
        public String toString() {
            return "Token until " + expires;
        }
    }

    @Override
    public String endpoint() {
        return current().endpoint();
    }

    @Override
    public Map<String, String> headers() {
        return Map.of("X-Auth-Token", current().id());
    }

    @Override
    public boolean renew() {
        if (type.endsWith("token")) {
            return false;
        }
        token = login();
        cache.keep(token);
        return true;
    }

    private Token current() {
        Token known = token;
        if (known == null) {
            known = cache.find().orElse(null);
        }
        if (known == null) {
            known = login();
            cache.keep(known);
        }
        token = known;
        return known;
    }

    private Token login() {
        Answer answer = http.exchange("POST", tokensUri(), Map.of(), Map.of("auth", request()));
        if (answer.status() == 401) {
            throw Failure.unauthenticated(
                    "%s does not accept these credentials.".formatted(settings.required("auth_url")),
                    "Check user, password and project in clouds.yaml or in the OS_* variables.");
        }
        if (!answer.isSuccess()) {
            throw Refusals.of(answer);
        }
        Json body = answer.json().at("token");
        String id = answer.header("X-Subject-Token")
                .orElseThrow(() -> Failure.unauthenticated(
                        "%s gave no token.".formatted(settings.required("auth_url")),
                        "Check that auth_url is the address of a Keystone v3, like http://host:5000/v3."));
        Instant expires = Times.parse(body.string("expires_at")).orElse(Instant.EPOCH);
        return new Token(id, databaseEndpoint(body), expires);
    }

    private URI tokensUri() {
        String url = settings.required("auth_url");
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        String versioned = base.endsWith("/v3") ? base : base + "/v3";
        return Http.address(versioned + "/auth/tokens");
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("identity", identity());
        if (!type.equals("v3applicationcredential")) {
            project().ifPresent(project -> request.put("scope", Map.of("project", project)));
        }
        return request;
    }

    private Map<String, Object> identity() {
        return switch (type) {
            case "token", "v3token" ->
                Map.of("methods", List.of("token"), "token", Map.of("id", settings.required("token")));
            case "v3applicationcredential" ->
                Map.of(
                        "methods",
                        List.of("application_credential"),
                        "application_credential",
                        Map.of(
                                "id",
                                settings.required("application_credential_id"),
                                "secret",
                                settings.required("application_credential_secret")));
            default -> Map.of("methods", List.of("password"), "password", Map.of("user", user()));
        };
    }

    private Map<String, Object> user() {
        Map<String, Object> user = new LinkedHashMap<>();
        Optional<String> id = settings.text("user_id");
        if (id.isPresent()) {
            user.put("id", id.get());
        } else {
            user.put("name", settings.required("username"));
            user.put("domain", domain("user_domain"));
        }
        user.put("password", settings.required("password"));
        return user;
    }

    private Optional<Map<String, Object>> project() {
        Optional<String> id = settings.text("project_id");
        if (id.isPresent()) {
            return Optional.of(Map.of("id", id.get()));
        }
        return settings.text("project_name").map(name -> Map.of("name", name, "domain", domain("project_domain")));
    }

    private Map<String, Object> domain(String prefix) {
        Optional<String> name = settings.text(prefix + "_name").or(() -> settings.text("domain_name"));
        if (name.isPresent()) {
            return Map.of("name", name.get());
        }
        return Map.of(
                "id",
                settings.text(prefix + "_id")
                        .or(() -> settings.text("domain_id"))
                        .or(() -> settings.text("default_domain"))
                        .orElse("default"));
    }

    private String databaseEndpoint(Json token) {
        Optional<String> override = settings.text("database_endpoint_override");
        if (override.isPresent()) {
            return withoutSlash(override.get());
        }
        String wanted = settings.text("interface").orElse("public").replaceAll("URL$", "");
        Optional<String> region = settings.text("region_name");
        return token.items("catalog").stream()
                .filter(service -> service.string("type").equals("database"))
                .flatMap(service -> service.items("endpoints").stream())
                .filter(endpoint -> endpoint.string("interface").equals(wanted))
                .filter(endpoint -> region.isEmpty()
                        || region.get().equals(endpoint.string("region"))
                        || region.get().equals(endpoint.string("region_id")))
                .map(endpoint -> withoutSlash(endpoint.string("url")))
                .findFirst()
                .orElseThrow(() -> noEndpoint(wanted, region, token.has("project")));
    }

    private static Failure noEndpoint(String wanted, Optional<String> region, boolean scoped) {
        return Failure.unauthenticated(
                "The catalog has no %s endpoint of type \"database\"%s."
                        .formatted(
                                wanted, region.map(name -> " in region " + name).orElse("")),
                scoped
                        ? "Check region_name and interface, or ask whether this cloud has a database service."
                        : "Name a project: project_name in clouds.yaml, or OS_PROJECT_NAME.");
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
