package dev.coffer.model;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values of parameters that a project gives to its instances of one datastore version.
 *
 * @param values as the tenant wrote them, a JSON object by parameter
 * @param settings the same, checked, as an engine takes them
 * @param version counts changes; a write with a stale version is refused
 */
public record ConfigurationGroup(
        String id,
        String projectId,
        String name,
        @Nullable String description,
        String datastoreVersionId,
        String values,
        Map<String, String> settings,
        Instant created,
        Instant updated,
        int version) {
    public ConfigurationGroup {
        settings = Map.copyOf(settings);
    }

    public ConfigurationGroup withWords(String newName, @Nullable String newDescription) {
        return new ConfigurationGroup(
                id,
                projectId,
                newName,
                newDescription,
                datastoreVersionId,
                values,
                settings,
                created,
                updated,
                version);
    }

    public ConfigurationGroup withValues(String newValues, Map<String, String> newSettings) {
        return new ConfigurationGroup(
                id,
                projectId,
                name,
                description,
                datastoreVersionId,
                newValues,
                newSettings,
                created,
                updated,
                version);
    }
}
