package dev.coffer.compute.local;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Where everything of one instance is. */
record Place(Path home, String instanceId) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,63}");

    static final List<String> DIRECTORIES = List.of("agent", "data", "conf", "run", "log", "tls");

    Place {
        if (!isId(instanceId)) {
            throw new IllegalArgumentException("\"%s\" is no instance id.".formatted(instanceId));
        }
    }

    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    static Path instances(Path home) {
        return home.resolve("instances");
    }

    static Path records(Path home) {
        return home.resolve("control").resolve("servers");
    }

    static Path logs(Path home) {
        return home.resolve("log").resolve("agents");
    }

    /** Owned by the instance's user. */
    Path directory() {
        return instances(home).resolve(instanceId);
    }

    /** The agent's own; the engine cannot see it. */
    Path agent() {
        return directory().resolve("agent");
    }

    Path settings() {
        return agent().resolve("settings.json");
    }

    /** What the control plane knows of the server; out of the guest's reach. */
    Path record() {
        return records(home).resolve(instanceId + ".json");
    }

    /** Out of the guest's reach too, since whoever owns the directory of a log decides which file root opens. */
    Path log() {
        return logs(home).resolve(instanceId + ".log");
    }

    Path formerLog() {
        return logs(home).resolve(instanceId + ".log.1");
    }
}
