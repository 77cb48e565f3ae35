package dev.coffer.compute;

import dev.coffer.model.Flavor;
import java.nio.file.Path;

/**
 * A server to be made.
 *
 * @param address allocated address
 * @param volumeSize GiB
 * @param image root of the image tree
 * @param enrolmentToken one-time secret with which the agent gets its identity
 */
public record ServerSpec(
        String instanceId,
        String engine,
        String version,
        String address,
        Flavor flavor,
        int volumeSize,
        Path image,
        String enrolmentToken) {
    @Override
    public String toString() {
        return "ServerSpec[" + instanceId + " " + engine + " " + version + " " + address + "]";
    }
}
