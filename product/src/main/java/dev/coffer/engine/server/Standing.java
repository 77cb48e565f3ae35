package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a server is meant to be, in a file beside its data. Every server starts closed for writing and not following; what it is meant
 * to be is put into force afterwards. So an order given before a crash is carried out after it, and a demoted primary never opens.
 */
public enum Standing {
    PRIMARY,
    /** A primary closed for writing until another takes over or it is opened again. */
    FROZEN,
    REPLICA;

    public static final String FROZEN_SENTENCE = "Writes are stopped while the primary is being changed.";
    public static final String FOLLOWS_NOBODY = "The replica does not follow a primary yet.";

    public static Optional<Standing> read(Path file) {
        try {
            return Optional.of(valueOf(Files.readString(file).strip()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read.", e);
        }
    }

    public void write(Path file) {
        try {
            Disk.write(file, name() + "\n", "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written.", e);
        }
    }

    /** Refuses what changes data, on a server that is not open for it. */
    public void requireOpen() {
        switch (this) {
            case PRIMARY -> {}
            case FROZEN ->
                throw new EngineFailure(Kind.PASSING, "The primary is being changed; try again when that is done.");
            case REPLICA ->
                throw new EngineFailure(
                        Kind.REFUSED,
                        "This server is a replica; databases and users are changed on its primary and come from there.");
        }
    }
}
