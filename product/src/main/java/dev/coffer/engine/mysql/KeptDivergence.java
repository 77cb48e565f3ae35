package dev.coffer.engine.mysql;

import dev.coffer.engine.server.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Why a replica cannot follow its primary, where the server itself does not know: in a file beside the data, as long as that holds. */
record KeptDivergence(Path file) {
    /** A sentence. */
    Optional<String> read() {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("The file %s cannot be read.".formatted(file));
        }
    }

    void write(String sentence) throws IOException {
        Disk.write(file, sentence + "\n", "rw-r--r--");
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }
}
