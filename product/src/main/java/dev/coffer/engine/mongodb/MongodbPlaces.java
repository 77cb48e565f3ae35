package dev.coffer.engine.mongodb;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;

/** Where the files of a MongoDB server are. */
record MongodbPlaces(Node node) implements Places {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("mongodb");
    }

    Path configuration() {
        return node.conf().resolve("mongod.conf");
    }

    /** What members of a set know each other by; it is read when the server starts. */
    Path keyFile() {
        return node.run().resolve("keyfile");
    }

    /** Key and certificate in one file, as the server wants them. */
    Path identity() {
        return node.run().resolve("server.pem");
    }

    /** How the agent reaches its server: over the network only, since the driver has no way to a Unix socket without native code. */
    Endpoint endpoint() {
        return new Endpoint(node.address(), MongodbEngine.PORT, hasTls() ? authority() : null);
    }

    /** The server refuses a secret that others than its own user might read. */
    static void writeSecret(Path file, String content) throws IOException {
        Disk.write(file, content, "r--------");
        UserPrincipal owner = Files.getOwner(Objects.requireNonNull(file.getParent()));
        if (!Files.getOwner(file).equals(owner)) {
            Files.setOwner(file, owner);
        }
    }
}
