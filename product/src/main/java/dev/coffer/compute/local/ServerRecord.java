package dev.coffer.compute.local;

import dev.coffer.agent.AgentSettings;
import java.io.IOException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the control plane keeps of a server, out of the guest's reach.
 *
 * @param settings as last written for the agent
 * @param authority certificate the agent trusts, as last written for it
 */
record ServerRecord(AgentSettings settings, String authority) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Optional<ServerRecord> of(Place place) throws IOException {
        try {
            return Host.read(place.record()).map(text -> JSON.readValue(text, ServerRecord.class));
        } catch (JacksonException e) {
            throw new IOException("The file %s is damaged: %s".formatted(place.record(), e.getMessage()), e);
        }
    }

    void save(Place place) throws IOException {
        Host.replace(Place.records(place.home()), place.instanceId() + ".json", JSON.writeValueAsString(this));
    }

    String settingsJson() {
        return JSON.writeValueAsString(settings);
    }
}
