package dev.coffer.engine.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoSecurityException;
import com.mongodb.ServerAddress;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import dev.coffer.config.Home;
import dev.coffer.engine.Engine;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.Node;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** MongoDB, used by its driver over TCP; where an operator has supplied it. */
record MongodbFixture(String version) implements EngineFixture {
    private static final MongodbEngine ENGINE = new MongodbEngine();

    /** Why a test is skipped. */
    static final String MISSING = "MongoDB's server is on no mirror. To run this, supply it:"
            + " coffer image add mongodb-8.0 FILE (docs/mongodb.md)";

    /** Whether there is a server to test. */
    static boolean isSupplied() {
        return found("8.0").isPresent();
    }

    private static String imageName(String version) {
        return "mongodb-" + version;
    }

    /** Where {@code coffer image add} put it. */
    private static Optional<Path> found(String version) {
        List<ImageRecipe> recipes =
                ENGINE.offers().stream().map(Engine.Offer::recipe).toList();
        return new Images(Home.of(System.getenv()).images(), recipes).root(imageName(version));
    }

    @Override
    public Engine engine() {
        return ENGINE;
    }

    @Override
    public Path image() {
        return found(version).orElseThrow();
    }

    private static MongoClient connect(Node node, Login login) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyToClusterSettings(
                        cluster -> cluster.hosts(List.of(new ServerAddress(node.address(), ENGINE.port())))
                                .serverSelectionTimeout(10, TimeUnit.SECONDS));
        if (!login.user().isEmpty()) {
            settings.credential(MongoCredential.createScramSha256Credential(
                    login.user(), "admin", login.password().toCharArray()));
        }
        return MongoClients.create(settings.build());
    }

    @Override
    public Tenant login(Node node, Login login) {
        MongoClient client = connect(node, login);
        MongoDatabase database = client.getDatabase(login.database().isEmpty() ? "admin" : login.database());
        try {
            database.runCommand(new Document("listCollections", 1));
        } catch (RuntimeException refused) {
            client.close();
            throw refused;
        }
        MongoCollection<Document> numbers = database.getCollection("numbers");
        return new Tenant() {
            @Override
            public void prepare() {
                database.createCollection("numbers");
            }

            @Override
            public void write(long number) {
                numbers.insertOne(new Document("_id", number));
            }

            @Override
            public Set<Long> read() {
                Set<Long> found = new HashSet<>();
                numbers.find().forEach(document -> found.add(document.getLong("_id")));
                return found;
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    @Override
    public boolean admits(Node node, Login login) throws Exception {
        try {
            login(node, login).close();
            return true;
        } catch (MongoSecurityException | MongoCommandException | IllegalArgumentException refused) {
            return false; // the driver itself takes no empty password
        }
    }

    /** A transaction that has written. */
    @Override
    public AutoCloseable block(Node node, Login login) {
        MongoClient client = connect(node, login);
        ClientSession session = client.startSession();
        session.startTransaction();
        client.getDatabase(login.database()).getCollection("numbers").insertOne(session, new Document("_id", -1L));
        return client::close;
    }

    @Override
    public List<Login> forbidden() {
        return List.of(
                new Login("", "", ""),
                new Login("root", "root", ""),
                new Login("os_admin", "os_admin", ""),
                new Login("__system", "__system", ""));
    }

    @Override
    public List<String> impossibleNames() {
        return List.of("", "nul\0l", "x".repeat(65_536), " blank", "line\nbreak");
    }

    @Override
    public List<String> longestNames() {
        return List.of("x".repeat(63), "ö".repeat(31), "_".repeat(63));
    }

    @Override
    public Set<String> refusedNames() {
        return Set.of(
                "dou\"ble",
                "../escape",
                "back\\slash",
                "-- comment",
                "naïve 名前 имя",
                "a.b",
                "${dollar}",
                "/* c */",
                "\\'x\\\"y");
    }

    @Override
    public String hardestPassword() {
        return "名前 имя 'pass\\word\" `%_,=" + "x".repeat(500);
    }
}
