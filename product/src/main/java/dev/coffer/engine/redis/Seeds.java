package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Standing;
import dev.coffer.image.Sandbox;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a replica needs to become one: format, version, replication password, roster, and an end without which it is not taken. The data
 * are not in it: the engine sends them itself, without stopping the primary, as soon as it is followed.
 */
final class Seeds {
    private static final String END = "end";

    private final Family family;
    private final Node node;
    private final RedisPlaces places;
    private final DataDirectory data;
    private final RedisData contents;
    private final Secrets secrets;

    Seeds(Family family, RedisPlaces places, DataDirectory data, RedisData contents, Secrets secrets) {
        this.family = family;
        this.node = places.node();
        this.places = places;
        this.data = data;
        this.contents = contents;
        this.secrets = secrets;
    }

    private String format() {
        return "coffer %s seed 1".formatted(family.word());
    }

    void write(OutputStream out, String replicationPassword, Roster roster) throws IOException {
        DataOutputStream stream = new DataOutputStream(out);
        stream.writeUTF(format());
        stream.writeUTF(node.version());
        stream.writeUTF(replicationPassword);
        byte[] text = roster.text().getBytes(StandardCharsets.UTF_8);
        stream.writeInt(text.length);
        stream.write(text);
        stream.writeUTF(END);
        stream.flush();
    }

    private record Content(String replicationPassword, Roster roster) {}

    void read(InputStream in, Whereabouts whereabouts) throws IOException, InterruptedException {
        if (data.exists()) {
            throw new EngineFailure(
                    Kind.REFUSED, "The server has data already; a copy is read only into an empty one.");
        }
        try {
            Content content = content(new DataInputStream(in));
            data.make(Standing.REPLICA, directory -> {
                secrets.keep(places.replicationPassword(), content.replicationPassword());
                contents.fillEmpty(content.roster());
                whereabouts.keep(Position.NOTHING);
            });
        } catch (EOFException e) {
            throw new EngineFailure(
                    Kind.PASSING, "The copy of the primary ended early; its agent's log says why. Copy again.", e);
        }
    }

    void discard() throws IOException {
        data.discard(Sandbox.adopt(places.processFile()).isPresent());
    }

    private Content content(DataInputStream stream) throws IOException {
        if (!stream.readUTF().equals(format())) {
            throw noCopy(null);
        }
        String version = stream.readUTF();
        if (!version.equals(node.version())) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "A copy of %s %s cannot be read by version %s; the replica must be of the primary's version."
                            .formatted(family.title(), version, node.version()));
        }
        String password = stream.readUTF();
        byte[] text = new byte[length(stream)];
        stream.readFully(text);
        if (!stream.readUTF().equals(END)) {
            throw noCopy(null);
        }
        try {
            return new Content(password, Roster.parse(new String(text, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw noCopy(e);
        }
    }

    private int length(DataInputStream stream) throws IOException {
        int length = stream.readInt();
        if (length < 0 || length > Reply.LONGEST) {
            throw noCopy(null);
        }
        return length;
    }

    private EngineFailure noCopy(@Nullable Throwable cause) {
        return new EngineFailure(
                Kind.BROKEN, "What was received is not a copy of a %s server.".formatted(family.title()), cause);
    }
}
