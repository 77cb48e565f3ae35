package dev.coffer.engine.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What a tenant has set, beside the option file: what is wanted, what the server last started with, and why it went back to that if it
 * did. They are not part of the data: a copy of a server has none of them.
 */
public final class Overrides {
    private final Path wanted;
    private final Path started;
    private final Path fallback;
    private final Predicate<String> isOwned;

    /**
     * @param conf directory of the server's configuration
     * @param isOwned whether a parameter is Coffer's to set, by its name
     */
    public Overrides(Path conf, Predicate<String> isOwned) {
        this.wanted = conf.resolve("overrides");
        this.started = conf.resolve("overrides.started");
        this.fallback = conf.resolve("overrides.fallback");
        this.isOwned = isOwned;
    }

    public Map<String, String> wanted() {
        return read(wanted);
    }

    /** What the server that runs, or ran last, was started with. */
    public Map<String, String> started() {
        return read(started);
    }

    public Optional<String> fallback() {
        try {
            return Optional.of(Files.readString(fallback).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(fallback + " cannot be read.", e);
        }
    }

    /** The same for a look at the server that never fails. */
    public Optional<String> complaint() {
        try {
            return fallback();
        } catch (UncheckedIOException unreadable) {
            return Optional.of(String.valueOf(unreadable.getMessage()));
        }
    }

    public void want(Map<String, String> values) throws IOException {
        write(wanted, values);
        Files.deleteIfExists(fallback);
    }

    /** A server started with these and answers. */
    public void proven(Map<String, String> values) throws IOException {
        write(started, values);
    }

    /** In this order: after a crash in between, the wanted values are merely tried once more. */
    public void fallBack(Map<String, String> good, String sentence) throws IOException {
        Disk.write(fallback, sentence + "\n", "rw-------");
        write(wanted, good);
    }

    private void write(Path file, Map<String, String> values) throws IOException {
        if (!read(file).equals(values)) {
            String text = new TreeMap<>(values)
                    .entrySet().stream()
                            .map(value -> value.getKey() + "=" + value.getValue() + "\n")
                            .collect(Collectors.joining());
            Disk.write(file, text, "rw-------");
        }
    }

    /** By name. The engine could have written the file: what is not for tenants does not count. */
    private Map<String, String> read(Path file) {
        Map<String, String> values = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split("=", 2);
                if (parts.length == 2 && isPlain(parts[0]) && !isOwned.test(parts[0])) {
                    values.put(parts[0], parts[1]);
                }
            }
        } catch (NoSuchFileException none) {
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read.", e);
        }
        return Collections.unmodifiableMap(values);
    }

    /** Whether it can be the name of a variable, and nothing else. */
    public static boolean isPlain(String name) {
        return name.matches("[a-z][a-z0-9_.-]{0,127}");
    }
}
