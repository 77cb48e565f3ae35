package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.time.Duration;
import java.util.Objects;

/** Makes the instance a copy of the primary its row names, and follows it. */
public record CreateReplica(String instanceId) implements Action {
    private static final int ROUNDS = 3;
    private static final Duration COPY = Duration.ofHours(6);

    @Override
    public Duration limit() {
        return COPY.plusHours(1);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Instance primary = primary(rooms);
        AgentSteps agents = new AgentSteps(steps, rooms);
        Site site = new Site(steps, rooms, instanceId);
        site.build();
        new Configuring(steps, rooms).prepare(instanceId);
        copy(steps, agents, primary, site.port());
        new ModuleSteps(steps, rooms, instanceId).applyWanted();
        steps.step("activate", () -> rooms.settle(instanceId));
    }

    /** An offer dies with the primary's agent, so a copy that fails begins with a new offer. */
    private void copy(Steps steps, AgentSteps agents, Instance primary, int enginePort) {
        for (int round = 1; ; round++) {
            String suffix = round == 1 ? "" : " (round " + round + ")";
            String ticket = steps.step("draw ticket" + suffix, String.class, Site::secret);
            try {
                int seedPort = offer(agents, primary, ticket, suffix);
                String address = Objects.requireNonNull(primary.address());
                agents.once(
                        "copy from primary" + suffix,
                        instanceId,
                        new Command.FetchSeed(primary.id(), address, enginePort, seedPort, ticket),
                        COPY);
                return;
            } catch (PermanentFailure failure) {
                if (round == ROUNDS) {
                    throw failure;
                }
            }
        }
    }

    private Instance primary(Rooms rooms) {
        String primaryId = rooms.instance(instanceId).replicaOf();
        if (primaryId == null) {
            throw new PermanentFailure("Instance %s names no primary to copy.".formatted(instanceId));
        }
        return rooms.instance(primaryId);
    }

    private int offer(AgentSteps agents, Instance primary, String ticket, String suffix) {
        Result result = agents.call(
                "offer copy" + suffix,
                primary.id(),
                new Command.OfferSeed(ticket, instanceId, Math.toIntExact(COPY.toSeconds())),
                Duration.ofMinutes(2));
        return result instanceof Result.Offered offered ? offered.seedPort() : unexpected(result);
    }

    private static int unexpected(Result result) {
        throw new PermanentFailure("The primary's agent answered an offer of a copy with %s."
                .formatted(result.getClass().getSimpleName()));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.REPLICA_ERROR, sentence);
    }
}
