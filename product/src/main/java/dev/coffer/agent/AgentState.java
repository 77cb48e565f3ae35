package dev.coffer.agent;

import dev.coffer.bus.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the agent must remember to go on after its own death: whether the engine should run, and the highest term it has seen.
 * Whether it takes writes is the engine's to remember. Every change is on disk before the method returns.
 */
final class AgentState {

    /** What the control plane last asked for. */
    enum Desired {
        /** Nothing yet: there is no engine before a command made one. */
        NOTHING,
        RUNNING,
        STOPPED
    }

    /** As stored. */
    public record Stored(Desired desired, long term) {}

    private final Path file;
    private final Wire wire;
    private Stored now;

    AgentState(Path file, Wire wire) throws IOException {
        this.file = file;
        this.wire = wire;
        this.now = read();
    }

    private Stored read() throws IOException {
        if (!Files.exists(file)) {
            return new Stored(Desired.NOTHING, 0);
        }
        try {
            return wire.read(Files.readString(file), Stored.class);
        } catch (Wire.Malformed e) {
            // Guessing could open a second primary.
            throw new IOException(
                    "%s is damaged (%s). Restore it, or replace the instance.".formatted(file, e.getMessage()), e);
        }
    }

    synchronized Desired desired() {
        return now.desired();
    }

    synchronized long term() {
        return now.term();
    }

    synchronized void desire(Desired desired) throws IOException {
        store(new Stored(desired, now.term()));
    }

    synchronized void raise(long term) throws IOException {
        if (term > now.term()) {
            store(new Stored(now.desired(), term));
        }
    }

    private void store(Stored next) throws IOException {
        if (!next.equals(now)) {
            AtomicFile.write(file, wire.writeRecord(next));
            now = next;
        }
    }
}
