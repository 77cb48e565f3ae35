package dev.coffer.engine.mongodb;

import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** What is in a data directory of MongoDB when it is made, and the files beside it that a start needs. */
final class MongodbData {
    private static final int KEY_BYTES = 96;

    private final MongodbPlaces places;
    private final Secrets secrets;
    private final SecureRandom random = new SecureRandom();

    MongodbData(MongodbPlaces places, Secrets secrets) {
        this.places = places;
        this.secrets = secrets;
    }

    /** What a start needs; the key of the set is another one every time, since there is no other member to know it. */
    void configure(Map<String, String> values) throws IOException {
        writeSecrets();
        Disk.write(places.configuration(), new Options(places).text(values), "rw-r--r--");
    }

    /** The server has read it. */
    void forgetKey() throws IOException {
        Files.deleteIfExists(places.keyFile());
    }

    /** An empty set of one with the agent's account. The server's own user makes it, whom only this attempt's key lets in. */
    void fillEmpty(Path directory) throws IOException, InterruptedException {
        String key = writeSecrets();
        String password = secrets.drawn(places.agentPassword());
        Disk.write(places.configuration(), new Options(places).first(directory), "rw-r--r--");
        ScratchServer server = new ScratchServer(
                places.node().sandbox(),
                places.configuration(),
                places.node().log().resolve("mongod-first.log"),
                places.endpoint(),
                key);
        server.run(session -> {
            new ReplicaSet(session, places.endpoint()).initiate();
            return session.admin(agent(password));
        });
        forgetKey();
    }

    private static Document agent(String password) {
        return new Document("createUser", Login.AGENT)
                .append("pwd", password)
                .append("roles", List.of(new Document("role", "root").append("db", Session.ADMIN)))
                .append("mechanisms", MongodbAccounts.MECHANISMS)
                .append("writeConcern", new Document("w", "majority"));
    }

    private String writeSecrets() throws IOException {
        String key = drawnKey();
        MongodbPlaces.writeSecret(places.keyFile(), key);
        if (places.hasTls()) {
            MongodbPlaces.writeSecret(
                    places.identity(), Files.readString(places.key()) + "\n" + Files.readString(places.certificate()));
        }
        return key;
    }

    private String drawnKey() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }
}
