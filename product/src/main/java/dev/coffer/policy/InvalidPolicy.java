package dev.coffer.policy;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The policy file has errors; the message lists them, numbered. */
public final class InvalidPolicy extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 50;

    InvalidPolicy(List<String> errors) {
        super(IntStream.range(0, Math.min(MOST, errors.size()))
                .mapToObj(index -> "%n  %d. %s".formatted(index + 1, errors.get(index)))
                .collect(Collectors.joining("", "", more(errors.size() - MOST))));
    }

    private InvalidPolicy(String message, InvalidPolicy cause) {
        super(message, cause);
    }

    private static String more(int number) {
        return number > 0 ? "%n  and %d more".formatted(number) : "";
    }

    /** The same, said of a file. */
    InvalidPolicy in(Object file) {
        return new InvalidPolicy("The policy in %s has errors:%s".formatted(file, getMessage()), this);
    }
}
