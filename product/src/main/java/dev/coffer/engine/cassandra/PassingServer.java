package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server that runs for a moment, at an address where no instance is, and ends with the agent. It is new, so it has the default
 * superuser, whom everybody knows.
 */
final class PassingServer {
    private static final Session.Login DEFAULT = new Session.Login(Names.DEFAULT_SUPERUSER, Names.DEFAULT_SUPERUSER);

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Node node;
    private final CassandraPlaces places;
    private final Tools tools;
    private final SecureRandom random = new SecureRandom();

    /** @param tools that run programs of this node */
    PassingServer(Node node, Tools tools) {
        this.node = node;
        this.places = new CassandraPlaces(node);
        this.tools = tools;
    }

    /** What is done while it runs. */
    @FunctionalInterface
    interface Work {
        /** @param first a session of the default superuser */
        void with(Door door, Session first) throws IOException;
    }

    /** @param directory for its data; what was acknowledged is there afterwards, as after a crash */
    void run(Path directory, Work work) throws IOException, InterruptedException {
        Door door = new Door(address(), Optional.empty());
        Disk.write(
                places.configuration(), new Configuration(node, places).text(door.address(), directory), "rw-r--r--");
        Disk.write(places.logging(), Logging.toOutput(), "rw-r--r--");
        List<String> command = new JavaCommand(node, places).passing();
        long deadline = System.nanoTime() + START.toNanos();
        tools.runBeside("cassandra-first-run", command, () -> {
            Optional<Session> first = logIn(door, deadline);
            if (first.isEmpty()) {
                return false;
            }
            try (Session session = first.get()) {
                work.with(door, session);
            }
            return true;
        });
    }

    /** Empty while it has not come so far. */
    private static Optional<Session> logIn(Door door, long deadline) {
        try {
            return Optional.of(Session.open(door, DEFAULT, ANSWER));
        } catch (EngineFailure notYet) {
            if (System.nanoTime() > deadline) {
                throw new EngineFailure(
                        Kind.PASSING,
                        "A new database server runs but does not answer after %s. %s"
                                .formatted(START, notYet.getMessage()),
                        notYet);
            }
            return Optional.empty();
        }
    }

    /** Of 127/8, at its end; whoever is there already makes the server end, and a repetition takes another. */
    private String address() {
        return "127.%d.%d.%d".formatted(251 + random.nextInt(4), random.nextInt(256), 1 + random.nextInt(254));
    }
}
