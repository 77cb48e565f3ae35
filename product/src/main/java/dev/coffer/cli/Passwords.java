package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Passwords that need not stand in the command line, where every user of the machine could read them. */
final class Passwords {
    private final Terminal terminal;
    private final Environment environment;

    Passwords(Context context) {
        this.terminal = context.terminal();
        this.environment = context.environment();
    }

    /**
     * @param name and what follows it after a colon: the password itself, {@code -} for a line of standard input, {@code @FILE}
     *     for the first line of a file; nothing to be asked
     */
    record Named(String name, String password) {
        @Override
        public String toString() {
            return "Named " + name;
        }
    }

    Named named(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return new Named(text, asked(text));
        }
        String name = text.substring(0, colon);
        return new Named(name, meant(text.substring(colon + 1), name));
    }

    /** A password from a file, {@code -} for standard input, or null to be asked. */
    String from(@Nullable String file, String name) {
        return file == null ? asked(name) : file.equals("-") ? terminal.readLine() : firstLine(environment.path(file));
    }

    private String meant(String text, String name) {
        if (text.isEmpty()) {
            return asked(name);
        }
        if (text.equals("-")) {
            return terminal.readLine();
        }
        return text.startsWith("@") ? firstLine(environment.path(text.substring(1))) : text;
    }

    private String asked(String name) {
        String password = terminal.askSecret("Password of %s: ".formatted(name));
        if (password == null || password.isEmpty()) {
            throw Failure.usage(
                    "There is no password for %s.".formatted(name),
                    "Give it with --password-file FILE (or - for standard input), or as %s:@FILE, or run this on a terminal to be asked."
                            .formatted(name));
        }
        return password;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .findFirst()
                    .orElseThrow(
                            () -> Failure.usage("%s is empty.".formatted(file), "Put the password on its first line."));
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read.".formatted(file), "Check its name, and who may read it.");
        }
    }
}
