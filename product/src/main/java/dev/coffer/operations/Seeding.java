package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Instance;
import dev.coffer.model.ReplicaSet;
import dev.coffer.model.Synchrony;
import java.time.Duration;
import java.util.Objects;

/** Makes a server without data a copy of a primary, which it then follows. */
final class Seeding {
    static final Duration COPY = Duration.ofHours(6);

    private static final int ROUNDS = 3;
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Steps steps;
    private final Rooms rooms;
    private final AgentSteps agents;
    private final String instanceId;
    private final String label;

    /** @param label ends the names of the steps, where one operation makes several copies */
    Seeding(Steps steps, Rooms rooms, AgentSteps agents, String instanceId, String label) {
        this.steps = steps;
        this.rooms = rooms;
        this.agents = agents;
        this.instanceId = instanceId;
        this.label = label;
    }

    void run() {
        Instance primary = CreateReplica.primary(rooms, instanceId);
        copy(primary);
        ReplicaSet set = rooms.store().read(tx -> tx.instances().replicaSet(primary.replicaSetId()));
        if (set.synchrony() != Synchrony.ONE) {
            agents.call("synchronise" + label, instanceId, new Command.Synchronise(set.synchrony()), ANSWER);
        }
    }

    /** An offer dies with the primary's agent, so a copy that fails begins with a new offer. */
    private void copy(Instance primary) {
        int port = rooms.engine(primary).port();
        for (int round = 1; ; round++) {
            String suffix = label + (round == 1 ? "" : " (round " + round + ")");
            String ticket = steps.step("draw ticket" + suffix, String.class, Site::secret);
            try {
                int seedPort = offer(primary, ticket, suffix);
                String address = Objects.requireNonNull(primary.address());
                agents.once(
                        "copy from primary" + suffix,
                        instanceId,
                        new Command.FetchSeed(primary.id(), address, port, seedPort, ticket),
                        COPY);
                return;
            } catch (PermanentFailure failure) {
                if (round == ROUNDS) {
                    throw failure;
                }
            }
        }
    }

    private int offer(Instance primary, String ticket, String suffix) {
        Result result = agents.call(
                "offer copy" + suffix,
                primary.id(),
                new Command.OfferSeed(ticket, instanceId, Math.toIntExact(COPY.toSeconds())),
                Duration.ofMinutes(2));
        if (result instanceof Result.Offered offered) {
            return offered.seedPort();
        }
        throw new PermanentFailure("The primary's agent answered an offer of a copy with %s."
                .formatted(result.getClass().getSimpleName()));
    }
}
