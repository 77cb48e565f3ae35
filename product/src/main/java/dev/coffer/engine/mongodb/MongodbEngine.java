package dev.coffer.engine.mongodb;

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

/** MongoDB: a replica set of one server, so that transactions and change streams work; other members are not offered. */
public final class MongodbEngine implements Engine {
    static final int PORT = 27_017;

    /** Where the vendor's archive goes in the image. */
    private static final String PLACE = "usr/lib/mongodb";

    private static final String PROGRAM = PLACE + "/bin/mongod";

    /** The path of the server inside the image. */
    static final String SERVER = "/" + PROGRAM;

    /** What the vendor's build for Debian 12 is linked with. */
    private static final List<String> LIBRARIES = List.of("libc6", "libgcc-s1", "libcurl4", "libssl3", "liblzma5");

    private final NameRules names = new Names();
    private final Parameters parameters = new MongodbParameters();

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public String title() {
        return "MongoDB";
    }

    @Override
    public int port() {
        return PORT;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.DATABASES, Capability.USERS, Capability.FUTURE_GRANTS, Capability.ROOT);
    }

    @Override
    public List<Offer> offers() {
        return List.of(new Offer(
                "8.0",
                ImageRecipe.of("mongodb-8.0", PROGRAM)
                        .withPackages("bookworm", LIBRARIES)
                        .withSupplied(PLACE)));
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
        return MongodbLogs.KINDS;
    }

    @Override
    public Server open(Node node) {
        return new MongodbServer(node);
    }
}
