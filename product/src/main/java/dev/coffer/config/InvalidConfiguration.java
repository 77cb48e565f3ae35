package dev.coffer.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The configuration has errors; the message lists all of them, numbered. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidConfiguration(Path file, List<String> errors) {
        super(IntStream.range(0, errors.size())
                .mapToObj(index -> "%n  %d. %s".formatted(index + 1, errors.get(index)))
                .collect(Collectors.joining("", "The configuration in %s has errors:".formatted(file), "")));
    }
}
