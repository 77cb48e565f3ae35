package dev.coffer.engine;

import dev.coffer.image.Sandbox;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine runs.
 *
 * @param instanceId id of the instance
 * @param version datastore version, e.g. {@code 11.8}
 * @param address IPv4 to listen on, on the engine's standard port
 * @param home the instance's directory, the only one the engine may write; engines keep {@code data}, {@code conf}, {@code run},
 *     {@code log} and {@code tls} in it. {@code tls} holds {@code ca.pem}, {@code server.crt}, {@code server.key}
 * @param secrets directory only the agent can read (the engine's sandbox does not show it); for the agent's own engine password
 * @param ram MiB for the engine, from the flavor
 * @param vcpus from the flavor
 * @param volumeSize GiB
 * @param sandbox runs the image's programs
 * @param publicAddress second IPv4 to listen on; null for none
 */
public record Node(
        String instanceId,
        String version,
        String address,
        Path home,
        Path secrets,
        int ram,
        int vcpus,
        int volumeSize,
        Sandbox sandbox,
        @Nullable String publicAddress) {

    /** Of an instance without a public address. */
    public Node(
            String instanceId,
            String version,
            String address,
            Path home,
            Path secrets,
            int ram,
            int vcpus,
            int volumeSize,
            Sandbox sandbox) {
        this(instanceId, version, address, home, secrets, ram, vcpus, volumeSize, sandbox, null);
    }

    public Path data() {
        return home.resolve("data");
    }

    public Path conf() {
        return home.resolve("conf");
    }

    public Path run() {
        return home.resolve("run");
    }

    public Path log() {
        return home.resolve("log");
    }

    public Path tls() {
        return home.resolve("tls");
    }
}
