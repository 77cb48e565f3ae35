package dev.coffer.agent;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What an agent must know to start, written by the compute provider to {@code <home>/agent/settings.json}. Holds no secret: the
 * enrolment token is a file of its own beside it, which the agent deletes once used.
 *
 * @param controlPlane {@code https://host:port} of the agents' listener
 * @param home the instance's directory; the agent's own files are in {@code <home>/agent}, which the engine cannot see
 * @param image root of the image tree
 * @param publicAddress second address the engine listens on; null for none
 */
public record AgentSettings(
        String instanceId,
        URI controlPlane,
        String engine,
        String version,
        String address,
        String home,
        String image,
        int ram,
        int vcpus,
        int volumeSize,
        @Nullable String publicAddress) {

    /** Of an instance without a public address. */
    public AgentSettings(
            String instanceId,
            URI controlPlane,
            String engine,
            String version,
            String address,
            String home,
            String image,
            int ram,
            int vcpus,
            int volumeSize) {
        this(instanceId, controlPlane, engine, version, address, home, image, ram, vcpus, volumeSize, null);
    }
}
