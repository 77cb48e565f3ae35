package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Failure;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known about the cloud and the user, from the nearest source of each value.
 *
 * <p>With {@code --os-cloud} or {@code OS_CLOUD}: flags, then the entry of {@code clouds.yaml}, then other {@code OS_*} variables
 * for what the entry leaves open. Without: flags, then {@code OS_*}; and when those name no place to go, the entry {@code coffer},
 * or the only entry there is.
 */
public final class Settings {
    static final String OWN_CLOUD = "coffer";
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0");

    private final Map<String, String> values;
    private final Environment environment;

    private Settings(Map<String, String> values, Environment environment) {
        this.values = values;
        this.environment = environment;
    }

    public static Settings find(Flags flags, Environment environment) {
        Map<String, String> variables = variables(environment);
        Map<String, String> given = new HashMap<>(variables);
        given.putAll(flags.values());
        Optional<String> cloud = Optional.ofNullable(given.get("cloud"));
        if (cloud.isPresent()) {
            return layered(environment, variables, named(cloud.get(), environment), flags.values());
        }
        if (given.containsKey("auth_url") || given.containsKey("endpoint")) {
            return layered(environment, given);
        }
        return CloudsFile.find(environment)
                .flatMap(Settings::defaultEntry)
                .map(entry -> layered(environment, variables, entry, flags.values()))
                .orElseThrow(Settings::nothingGiven);
    }

    /** What an entry says, and nothing else. */
    public static Settings of(CloudsEntry entry, Environment environment) {
        Map<String, String> values = new HashMap<>();
        CloudsFile.addScalars(entry.content(), values);
        CloudsFile.addScalars(CloudsFile.map(entry.content().get("auth")), values);
        return new Settings(values, environment);
    }

    @SafeVarargs
    private static Settings layered(Environment environment, Map<String, String>... lowestFirst) {
        Map<String, String> values = new HashMap<>();
        for (Map<String, String> layer : lowestFirst) {
            values.putAll(layer);
        }
        return new Settings(values, environment);
    }

    private static Map<String, String> variables(Environment environment) {
        Map<String, String> values = new HashMap<>();
        for (String key : Flags.KEYS) {
            String name = "OS_" + key.toUpperCase(java.util.Locale.ROOT);
            environment.variable(name).ifPresent(value -> values.put(key, value));
        }
        environment.variable("OS_TENANT_NAME").ifPresent(value -> values.putIfAbsent("project_name", value));
        environment
                .variable("OS_INSECURE")
                .filter(value -> !isFalse(value))
                .ifPresent(_ -> values.put("verify", "false"));
        return values;
    }

    private static Map<String, String> named(String cloud, Environment environment) {
        CloudsFile file = CloudsFile.find(environment)
                .orElseThrow(() -> Failure.unauthenticated(
                        "There is no clouds.yaml that could hold the cloud \"%s\".".formatted(cloud),
                        "It is looked for in: " + CloudsFile.directories(environment)));
        return file.entry(cloud)
                .orElseThrow(() -> Failure.unauthenticated(
                        "%s has no cloud \"%s\".".formatted(file.path(), cloud),
                        "It has: " + String.join(", ", file.names())));
    }

    private static Optional<Map<String, String>> defaultEntry(CloudsFile file) {
        if (file.names().contains(OWN_CLOUD)) {
            return file.entry(OWN_CLOUD);
        }
        return file.names().size() == 1 ? file.entry(file.names().iterator().next()) : Optional.empty();
    }

    private static Failure nothingGiven() {
        return Failure.unauthenticated(
                "It is not said which cloud is meant, nor who asks.",
                "Use --os-cloud NAME with clouds.yaml, or set OS_AUTH_URL, OS_USERNAME, OS_PASSWORD and OS_PROJECT_NAME."
                        + " On this machine, coffer quickstart sets all of it up.");
    }

    Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isEmpty());
    }

    String required(String key) {
        return text(key)
                .orElseThrow(() -> Failure.unauthenticated(
                        "The credentials lack %s.".formatted(key),
                        "Give --os-%s, OS_%s, or %s in clouds.yaml."
                                .formatted(key.replace('_', '-'), key.toUpperCase(java.util.Locale.ROOT), key)));
    }

    boolean verifies() {
        return text("verify").map(value -> !isFalse(value)).orElse(true);
    }

    Environment environment() {
        return environment;
    }

    private static boolean isFalse(String value) {
        return FALSE.contains(value.toLowerCase(java.util.Locale.ROOT));
    }

    /** Shows no value, since some are secret. */
    @Override
    public String toString() {
        return "Settings " + values.keySet();
    }
}
