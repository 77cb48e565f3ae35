package dev.coffer.backup;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an object is given beside its content.
 *
 * @param type media type of the content
 * @param metadata by lower-case name, e.g. {@code lines}
 * @param expires when it may be removed; null for never
 */
public record Traits(
        String type, Map<String, String> metadata, @Nullable Instant expires) {
    public Traits {
        metadata = Map.copyOf(metadata);
    }
}
