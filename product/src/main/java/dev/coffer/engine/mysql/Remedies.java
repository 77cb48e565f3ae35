package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Life;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gets the agent in again where somebody with a root's rights has removed its account, changed its password or taken its rights: the
 * server is started anew, and makes the account while it starts. That cuts tenants off, so it is done a few times an hour at most.
 */
final class Remedies {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration WITHIN = Duration.ofHours(1);
    private static final int MOST = 3;

    /** How many it has of those rights without which it cannot do its work. */
    private static final String RIGHTS =
            "SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE IS_GRANTABLE = 'YES' AND GRANTEE = ?"
                    + " AND PRIVILEGE_TYPE IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'RELOAD', 'PROCESS',"
                    + " 'SUPER', 'CREATE USER')";

    private static final String ALL = "10";

    private final SqlPlaces places;
    private final Contents contents;
    private final Life life;
    private final Sessions sessions;
    private final Deque<Long> tries = new ArrayDeque<>();
    private volatile @Nullable String problem;

    Remedies(SqlPlaces places, Contents contents, Life life, Sessions sessions) {
        this.places = places;
        this.contents = contents;
        this.life = life;
        this.sessions = sessions;
    }

    /** Why the agent does not get in, and nothing is done about it for now. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether a server that runs lets the agent in; what keeps it out is set right where that can be. */
    boolean letIn() throws IOException, InterruptedException {
        if (!isLockedOut()) {
            Files.deleteIfExists(places.remedy()); // of an agent that died before it had
            problem = null;
            return true;
        }
        long now = System.nanoTime();
        tries.removeIf(then -> now - then > WITHIN.toNanos());
        if (tries.size() >= MOST) {
            problem =
                    "The account %s, by which Coffer works on the server, was removed or changed again and again. It is made anew within the hour; find out who changes it."
                            .formatted(Session.AGENT);
            return false;
        }
        tries.add(now);
        makeAccount();
        return true;
    }

    private boolean isLockedOut() {
        try (Session session = sessions.open(PATIENCE)) {
            String grantee = Sql.account(Session.AGENT, "localhost");
            return !session.text(RIGHTS, grantee).equals(ALL);
        } catch (EngineFailure failure) {
            if (Failures.isLockedOut(failure)) {
                return true;
            }
            throw failure;
        }
    }

    private void makeAccount() throws IOException, InterruptedException {
        String script = contents.agentAccount().stream()
                .map(statement -> statement + ";\n")
                .collect(Collectors.joining());
        Disk.write(places.remedy(), script, "rw-r--r--");
        life.stop();
        try {
            life.start();
        } finally {
            Files.deleteIfExists(places.remedy());
        }
    }
}
