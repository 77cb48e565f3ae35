package dev.coffer.cli.credentials;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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

    /** How this program can be called here: by name when it is on the path, else by its launcher's place. */
    public String program() {
        String launcher = System.getProperty("coffer.launcher", "");
        if (launcher.isEmpty() || isOnPath(Path.of(launcher))) {
            return "coffer";
        }
        Path path = Path.of(launcher);
        return directory.equals(path.getParent()) ? "./" + path.getFileName() : launcher;
    }

    private boolean isOnPath(Path launcher) {
        return Arrays.stream(variable("PATH").orElse("").split(File.pathSeparator))
                .map(entry -> Path.of(entry, "coffer"))
                .filter(Files::isExecutable)
                .findFirst()
                .filter(found -> isSame(found, launcher))
                .isPresent();
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
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
