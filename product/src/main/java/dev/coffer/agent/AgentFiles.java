package dev.coffer.agent;

import java.io.IOException;
import java.nio.file.Path;

/** Where the agent keeps what, below the instance's directory. The engine's sandbox does not show {@code agent}. */
record AgentFiles(Path home) {

    Path own() {
        return home.resolve("agent");
    }

    Path authority() {
        return own().resolve("ca.pem");
    }

    Path token() {
        return own().resolve("enrolment-token");
    }

    Path key() {
        return own().resolve("identity.key");
    }

    Path certificate() {
        return own().resolve("identity.crt");
    }

    Path journal() {
        return own().resolve("journal");
    }

    Path modules() {
        return own().resolve("modules");
    }

    Path secrets() {
        return own().resolve("secrets");
    }

    Path lock() {
        return own().resolve("agent.lock");
    }

    Path state() {
        return own().resolve("state.json");
    }

    Path offers() {
        return own().resolve("offers.json");
    }

    Path tls() {
        return home.resolve("tls");
    }

    void makeDirectories() throws IOException {
        AtomicFile.makeDirectory(own());
        AtomicFile.makeDirectory(journal());
        AtomicFile.makeDirectory(secrets());
        AtomicFile.makeDirectory(modules());
        AtomicFile.makeDirectory(tls());
    }
}
