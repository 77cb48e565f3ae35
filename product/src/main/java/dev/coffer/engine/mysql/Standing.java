package dev.coffer.engine.mysql;

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
enum Standing {
    PRIMARY,
    /** A primary closed for writing until another takes over or it is opened again. */
    FROZEN,
    REPLICA;

    static Optional<Standing> read(Path file) {
        try {
            return Optional.of(valueOf(Files.readString(file).strip()));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read.", e);
        }
    }

    void write(Path file) {
        try {
            Disk.write(file, name() + "\n", "rw-r--r--");
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written.", e);
        }
    }
}
