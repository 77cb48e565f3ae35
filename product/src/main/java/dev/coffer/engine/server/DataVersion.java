package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Which version of the server used the data last, in a file beside them. An older server must never open the data of a newer one, and
 * a newer one opens those of an older one only in the course of an upgrade.
 */
public final class DataVersion {
    private final Path file;
    private final String own;

    /** @param own version of the server that would use the data */
    public DataVersion(Path file, String own) {
        this.file = file;
        this.own = own;
    }

    /** Of data that no server has used yet: the own one. */
    public String read() {
        try {
            String version = Files.readString(file).strip();
            return version.isEmpty() ? own : version;
        } catch (NoSuchFileException unused) {
            return own;
        } catch (IOException e) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The file %s, which names the version of the data, cannot be read.".formatted(file),
                    e);
        }
    }

    public boolean isOwn() {
        return read().equals(own);
    }

    /** The own server uses the data from here on. */
    public void write() throws IOException {
        Disk.write(file, own + "\n", "rw-r--r--");
    }

    /** Before a server starts: refuses data of another version. */
    public void claim() throws IOException {
        if (!isOwn()) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "The data were last used by version %s, and this is version %s of the database server; upgrade the instance instead of starting it."
                            .formatted(read(), own));
        }
        if (!Files.exists(file)) {
            write();
        }
    }
}
