package dev.coffer.cli.credentials;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What surrounds the command.
 *
 * @param directory the current one
 */
public record Environment(Map<String, String> variables, Path directory) {
    public Environment {
        variables = Map.copyOf(variables);
    }

    public static Environment ofThisProcess() {
        return new Environment(System.getenv(), Path.of("").toAbsolutePath());
    }

    /** A variable that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
    }

    /** The user's home directory. */
    public Path home() {
        return Path.of(variable("HOME").orElseGet(() -> System.getProperty("user.home", "/")));
    }

    /** {@code ~} at the start stands for the home directory. */
    public Path path(String text) {
        if (text.equals("~")) {
            return home();
        }
        return text.startsWith("~/") ? home().resolve(text.substring(2)) : directory.resolve(text);
    }

    public Path configurationDirectory() {
        return variable("XDG_CONFIG_HOME").map(Path::of).orElseGet(() -> home().resolve(".config"));
    }

    public Path cacheDirectory() {
        return variable("XDG_CACHE_HOME").map(Path::of).orElseGet(() -> home().resolve(".cache"));
    }

    /** Does not show the variables, which may hold a password. */
    @Override
    public String toString() {
        return "Environment in " + directory;
    }
}
