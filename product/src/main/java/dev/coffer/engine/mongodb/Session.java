package dev.coffer.engine.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ServerMonitoringMode;
import dev.coffer.engine.server.HealthProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** A login on one server, whatever it is in its set. Everything is a command, so that what is sent is what can be read here. */
final class Session implements HealthProbe.Session {
    static final String ADMIN = "admin";

    private static final Duration SELECTION = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofMinutes(1);

    /** Without a logging library, as agents are, the driver complains of that here; the reference keeps the level. */
    private static final Logger DRIVER = Logger.getLogger("org.mongodb.driver");

    static {
        DRIVER.setLevel(Level.OFF);
    }

    private final MongoClient client;
    private Duration patience;

    private Session(MongoClient client, Duration patience) {
        this.client = client;
        this.patience = patience;
    }

    /**
     * @param login null for nobody, who may only ask what the server is
     * @param patience longest wait for one answer of the server
     */
    static Session open(Endpoint endpoint, @Nullable Login login, Duration patience) {
        endpoint.knock();
        return new Session(MongoClients.create(settings(endpoint, login, patience)), patience);
    }

    private static MongoClientSettings settings(Endpoint endpoint, @Nullable Login login, Duration patience) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applicationName("coffer")
                .timeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS)
                .applyToClusterSettings(
                        cluster -> cluster.hosts(List.of(new ServerAddress(endpoint.address(), endpoint.port())))
                                .mode(ClusterConnectionMode.SINGLE)
                                .serverSelectionTimeout(SELECTION.toMillis(), TimeUnit.MILLISECONDS))
                .applyToServerSettings(server -> server.serverMonitoringMode(ServerMonitoringMode.POLL)
                        .heartbeatFrequency(REST.toMillis(), TimeUnit.MILLISECONDS))
                .applyToConnectionPoolSettings(pool -> pool.maxSize(1))
                .applyToSocketSettings(
                        socket -> socket.connectTimeout(Math.toIntExact(SELECTION.toMillis()), TimeUnit.MILLISECONDS));
        endpoint.trust()
                .ifPresent(context ->
                        settings.applyToSslSettings(tls -> tls.enabled(true).context(context)));
        if (login != null) {
            settings.credential(MongoCredential.createScramSha256Credential(
                    login.user(), login.source(), login.password().toCharArray()));
        }
        return settings.build();
    }

    /** Of the whole server. */
    Document admin(Document command) {
        return run(ADMIN, command);
    }

    Document run(String database, Document command) {
        try {
            return client.getDatabase(database)
                    .withTimeout(Math.max(1, patience.toMillis()), TimeUnit.MILLISECONDS)
                    .runCommand(command);
        } catch (MongoException e) {
            throw Failures.of(e);
        }
    }

    /** What the server is in its set; it answers this before anybody has logged in. */
    Document hello() {
        return admin(new Document("hello", 1));
    }

    @Override
    public void patience(Duration patience) {
        this.patience = patience;
    }

    /** The driver says good-bye and waits for the answer, also of a server that hangs; nobody else has to. */
    @Override
    public void close() {
        Thread.ofVirtual().name("leave").start(client::close);
    }
}
