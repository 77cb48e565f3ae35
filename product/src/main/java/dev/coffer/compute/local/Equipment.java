package dev.coffer.compute.local;

import dev.coffer.agent.AgentSettings;
import dev.coffer.model.Flavor;
import java.nio.file.Path;

/** What a server's agent is told of its size and its binaries, which change in its life. */
record Equipment(String version, String image, int ram, int vcpus, int volumeSize) {

    static Equipment of(AgentSettings settings) {
        return new Equipment(
                settings.version(), settings.image(), settings.ram(), settings.vcpus(), settings.volumeSize());
    }

    Equipment with(Flavor flavor) {
        return new Equipment(version, image, flavor.ram(), flavor.vcpus(), volumeSize);
    }

    /** Volumes only grow. */
    Equipment withVolume(int size) {
        return new Equipment(version, image, ram, vcpus, Math.max(volumeSize, size));
    }

    Equipment withImage(String otherVersion, Path otherImage) {
        return new Equipment(otherVersion, otherImage.toString(), ram, vcpus, volumeSize);
    }

    AgentSettings in(AgentSettings settings) {
        return new AgentSettings(
                settings.instanceId(),
                settings.controlPlane(),
                settings.engine(),
                version,
                settings.address(),
                settings.home(),
                image,
                ram,
                vcpus,
                volumeSize,
                settings.publicAddress());
    }
}
