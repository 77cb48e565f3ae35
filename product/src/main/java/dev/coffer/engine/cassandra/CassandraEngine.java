package dev.coffer.engine.cassandra;

import dev.coffer.engine.Engine;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.Parameters;
import dev.coffer.engine.Server;
import dev.coffer.image.ImageRecipe;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Apache Cassandra, from the jars of its Maven repository and a Java that it runs on. */
public final class CassandraEngine implements Engine {
    static final int PORT = 9042;
    static final int STORAGE_PORT = 7000;
    static final String JARS = "usr/share/cassandra/lib";
    /** The newest that 5.0 runs on. */
    static final String JAVA = "usr/lib/jvm/java-17-openjdk-amd64/bin/java";

    private final NameRules names = new Names();
    private final Parameters parameters = new CassandraParameters();

    @Override
    public String name() {
        return "cassandra";
    }

    @Override
    public String title() {
        return "Cassandra";
    }

    @Override
    public int port() {
        return PORT;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.DATABASES, Capability.USERS, Capability.ROOT);
    }

    @Override
    public List<Offer> offers() {
        return List.of(new Offer(
                "5.0",
                ImageRecipe.of("cassandra-5.0", JAVA)
                        .withPackages("bookworm", "openjdk-17-jre-headless")
                        .withJars(JARS, "org.apache.cassandra:cassandra-all:5.0.9")));
    }

    @Override
    public NameRules names() {
        return names;
    }

    @Override
    public Optional<Parameters> parameters() {
        return Optional.of(parameters);
    }

    @Override
    public List<LogKind> logs() {
        return List.of(CassandraLogs.ERROR);
    }

    @Override
    public Server open(Node node) {
        return new CassandraServer(node);
    }
}
