package dev.coffer.compute;

import dev.coffer.model.Flavor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A server to be made.
 *
 * @param address allocated address
 * @param volumeSize GiB
 * @param image root of the image tree
 * @param enrolmentToken one-time secret with which the agent gets its identity
 * @param publicAddress second address to listen on; null for none
 */
public record ServerSpec(
        String instanceId,
        String engine,
        String version,
        String address,
        Flavor flavor,
        int volumeSize,
        Path image,
        String enrolmentToken,
        @Nullable String publicAddress) {

    /** One without a public address. */
    public ServerSpec(
            String instanceId,
            String engine,
            String version,
            String address,
            Flavor flavor,
            int volumeSize,
            Path image,
            String enrolmentToken) {
        this(instanceId, engine, version, address, flavor, volumeSize, image, enrolmentToken, null);
    }

    @Override
    public String toString() {
        return "ServerSpec[" + instanceId + " " + engine + " " + version + " " + address + "]";
    }
}
