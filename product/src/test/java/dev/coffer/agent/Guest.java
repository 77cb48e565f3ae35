package dev.coffer.agent;

import dev.coffer.bus.Wire;
import dev.coffer.trust.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** An instance's directory, a server in memory, and the agent beside it, which can die and come back. */
final class Guest implements AutoCloseable {
    final String id;
    final FakeServer server = new FakeServer();
    final AgentFiles files;
    private final AgentSettings settings;
    private @Nullable Agent agent;

    Guest(Path home, String id, URI controlPlane, String authority, String token) throws IOException {
        this.id = id;
        files = new AgentFiles(home);
        files.makeDirectories();
        Files.writeString(files.authority(), authority);
        Files.writeString(files.token(), token);
        settings =
                new AgentSettings(id, controlPlane, "fake", "1", "127.0.0.1", home.toString(), "/nowhere", 256, 1, 1);
    }

    void start() throws IOException {
        Agent made = new Agent(settings, files, server, InstantSource.system());
        made.start();
        agent = made;
    }

    /** What was going on is left as it is, unanswered. */
    void die() {
        Agent last = agent;
        if (last != null) {
            last.close();
            agent = null;
        }
    }

    Identity identity() {
        return new Identity(settings, files, Wire.strict());
    }

    Credentials credentials() throws Exception {
        return identity().stored();
    }

    @Override
    public void close() {
        die();
    }
}
