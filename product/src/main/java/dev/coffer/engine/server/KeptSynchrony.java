package dev.coffer.engine.server;

import dev.coffer.model.Synchrony;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What a primary waits for, in a file beside the data, so that it holds through restarts. */
public record KeptSynchrony(Path file) {

    public Synchrony read() throws IOException {
        try {
            return Synchrony.of(Files.readString(file).strip()).orElse(Synchrony.ONE);
        } catch (NoSuchFileException unsaid) {
            return Synchrony.ONE;
        }
    }

    public void write(Synchrony synchrony) throws IOException {
        Disk.write(file, synchrony.word() + "\n", "rw-r--r--");
    }
}
