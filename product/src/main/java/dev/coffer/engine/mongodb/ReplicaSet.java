package dev.coffer.engine.mongodb;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/** The set of one member that a server is. It elects itself within a moment, and again when its address becomes another one. */
final class ReplicaSet {
    static final String NAME = "coffer";

    private static final Duration ELECTION = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** A server that has only just begun to answer knows nothing of a set, also when its data do. */
    private static final Set<Integer> NOT_YET = Set.of(Failures.NOT_YET_INITIALISED, Failures.ALREADY_INITIALISED);

    private final Session session;
    private final String member;
    private final long deadline = System.nanoTime() + ELECTION.toNanos();

    ReplicaSet(Session session, Endpoint endpoint) {
        this.session = session;
        this.member = endpoint.address() + ":" + endpoint.port();
    }

    /** Makes one of a server whose data are new; returns when it can be written to. */
    void initiate() throws InterruptedException {
        Document set =
                new Document("_id", NAME).append("members", List.of(new Document("_id", 0).append("host", member)));
        attempt(() -> session.admin(new Document("replSetInitiate", set)));
        awaitWritable();
    }

    /** Of a server that has been one before; returns when it can be written to. */
    void settle() throws InterruptedException {
        attempt(this::settleAddress);
        awaitWritable();
    }

    private void settleAddress() {
        Document set = session.admin(new Document("replSetGetConfig", 1)).get("config", Document.class);
        List<Document> members = set.getList("members", Document.class);
        if (members.size() == 1 && member.equals(members.getFirst().getString("host"))) {
            return;
        }
        set.put("version", set.getInteger("version") + 1);
        set.put("members", List.of(new Document("_id", 0).append("host", member)));
        session.admin(new Document("replSetReconfig", set).append("force", true));
    }

    private void attempt(Runnable change) throws InterruptedException {
        while (true) {
            try {
                change.run();
                return;
            } catch (EngineFailure failure) {
                boolean known = Failures.code(failure) == Failures.ALREADY_INITIALISED
                        && session.hello().containsKey("setName");
                if (known) {
                    return;
                }
                if (!NOT_YET.contains(Failures.code(failure)) || System.nanoTime() > deadline) {
                    throw failure;
                }
            }
            Thread.sleep(GLANCE);
        }
    }

    private void awaitWritable() throws InterruptedException {
        while (!isWritable(session.hello())) {
            if (System.nanoTime() > deadline) {
                throw new EngineFailure(
                        Kind.PASSING,
                        "The database server has not become primary of its set in %s.".formatted(ELECTION));
            }
            Thread.sleep(GLANCE);
        }
    }

    static boolean isWritable(Document hello) {
        return hello.getBoolean("isWritablePrimary", false);
    }
}
