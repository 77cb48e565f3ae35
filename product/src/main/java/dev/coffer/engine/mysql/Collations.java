package dev.coffer.engine.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The character sets of the server and which collations belong to them. */
final class Collations {
    private final Map<String, Set<String>> byCharacterSet = new HashMap<>();
    private final boolean shortened;

    /**
     * @param resource that lists them
     * @param shortened whether a collation may be named without its character set, where that is said
     */
    Collations(String resource, boolean shortened) {
        this.shortened = shortened;
        try (InputStream list = Collations.class.getResourceAsStream(resource)) {
            String text = new String(
                    Objects.requireNonNull(list, resource + " is missing").readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.startsWith("#")).forEach(this::take);
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read.", e);
        }
    }

    private void take(String line) {
        String[] words = line.split(" ");
        String characterSet = words[0];
        Set<String> collations = byCharacterSet.computeIfAbsent(characterSet, absent -> new HashSet<>());
        for (int i = 1; i < words.length; i++) {
            collations.add(words[i].equals("-") ? characterSet : characterSet + '_' + words[i]);
        }
    }

    /** An empty one of the two is not said: the server chooses it. */
    Optional<String> problem(String characterSet, String collation) {
        if (characterSet.isEmpty()) {
            return byCharacterSet.keySet().stream().anyMatch(set -> has(set, collation))
                    ? Optional.empty()
                    : Optional.of("There is no collation %s.".formatted(brief(collation)));
        }
        String set = modern(characterSet.toLowerCase(Locale.ROOT));
        if (!byCharacterSet.containsKey(set)) {
            return Optional.of(
                    "There is no character set %s; utf8mb4 holds all of Unicode.".formatted(brief(characterSet)));
        }
        return has(set, collation)
                ? Optional.empty()
                : Optional.of("There is no collation %s of the character set %s.".formatted(brief(collation), set));
    }

    private boolean has(String set, String collation) {
        Set<String> collations = byCharacterSet.getOrDefault(set, Set.of());
        String name = modern(collation.toLowerCase(Locale.ROOT));
        return collation.isEmpty() || collations.contains(name) || (shortened && collations.contains(set + '_' + name));
    }

    /** {@code utf8} is the servers' old name of {@code utf8mb3}. */
    private static String modern(String name) {
        return name.equals("utf8") ? "utf8mb3" : name.startsWith("utf8_") ? "utf8mb3" + name.substring(4) : name;
    }

    private static String brief(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
