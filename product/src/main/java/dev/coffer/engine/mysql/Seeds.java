package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.SeedBlocks;
import dev.coffer.engine.server.Standing;
import dev.coffer.image.Sandbox;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A consistent copy of a running primary as a stream: a header (format, version, replication password), then what the engine's own
 * means make of the data in blocks, each with its length, then a block of length zero. A copy without that end is not taken.
 *
 * <p>The accounts come with the data, but not the primary's agent: the copy gets an agent's password of its own.
 */
final class Seeds {
    private final SqlPlaces places;
    private final DataDirectory data;
    private final Secrets secrets;
    private final Means means;

    Seeds(SqlPlaces places, DataDirectory data, Secrets secrets, Means means) {
        this.places = places;
        this.data = data;
        this.secrets = secrets;
        this.means = means;
    }

    /** How the data of a server are copied. */
    interface Means {
        /** E.g. {@code MariaDB}. */
        String engine();

        void write(DataOutputStream stream) throws IOException, InterruptedException;

        /** Into an empty directory, as a server can use it. */
        void read(DataInputStream stream, Path directory) throws IOException, InterruptedException;
    }

    private String format() {
        return "coffer %s seed 1".formatted(means.engine().toLowerCase(Locale.ROOT));
    }

    /** The password of the replication account, which a whole replica set shares; drawn by its first primary. */
    String replicationPassword() throws IOException {
        return secrets.drawn(places.replicationPassword());
    }

    /** Whether the server has, or had, replicas or a primary. */
    boolean hasReplicationPassword() throws IOException {
        return secrets.read(places.replicationPassword()).isPresent();
    }

    void write(OutputStream out) throws IOException, InterruptedException {
        DataOutputStream stream = new DataOutputStream(out);
        stream.writeUTF(format());
        stream.writeUTF(places.node().version());
        stream.writeUTF(replicationPassword());
        means.write(stream);
        SeedBlocks.end(stream);
    }

    void read(InputStream in) throws IOException, InterruptedException {
        if (data.exists()) {
            throw new EngineFailure(
                    Kind.REFUSED, "The server has data already; a copy is read only into an empty one.");
        }
        DataInputStream stream = new DataInputStream(in);
        try {
            String password = header(stream);
            data.make(Standing.REPLICA, directory -> {
                means.read(stream, directory);
                // Kept before the data is in place, and of no use until then.
                secrets.keep(places.replicationPassword(), password);
            });
        } catch (EOFException e) {
            throw new EngineFailure(
                    Kind.PASSING, "The copy of the primary ended early; its agent's log says why. Copy again.", e);
        }
    }

    void discard() throws IOException {
        data.discard(Sandbox.adopt(places.processFile()).isPresent());
    }

    private String header(DataInputStream stream) throws IOException {
        if (!stream.readUTF().equals(format())) {
            throw new EngineFailure(
                    Kind.BROKEN, "What was received is not a copy of a %s server.".formatted(means.engine()));
        }
        String version = stream.readUTF();
        if (!version.equals(places.node().version())) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "A copy of %s %s cannot be read by version %s; the replica must be of the primary's version."
                            .formatted(means.engine(), version, places.node().version()));
        }
        return stream.readUTF();
    }
}
