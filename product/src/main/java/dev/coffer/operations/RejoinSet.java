package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.Task;
import java.time.Duration;

/**
 * Makes an instance that was something else, an old primary or a replica that cannot follow, a replica of the primary its row names.
 *
 * <p>Its server is removed with its data and made anew, empty, before a copy of the primary takes their place. So an old primary never
 * opens on its way back: what a client would write to it then would be lost. As long as the primary does not answer nothing is removed.
 */
public record RejoinSet(String instanceId) implements Action {
    private static final Duration PROMPT = Duration.ofSeconds(60);

    private CreateReplica replica() {
        return new CreateReplica(instanceId);
    }

    @Override
    public Duration limit() {
        return replica().limit();
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        requireAnswer(
                new AgentSteps(steps, rooms),
                CreateReplica.primary(rooms, instanceId).id());
        steps.step("remove old server", () -> rooms.compute().delete(instanceId));
        replica().run(steps, rooms);
    }

    private static void requireAnswer(AgentSteps agents, String primary) {
        try {
            agents.call("ask primary", primary, new Command.Standing(), PROMPT);
        } catch (PermanentFailure failure) {
            throw new PermanentFailure(
                    "Instance %s, which it is to follow, does not answer. Nothing was removed.".formatted(primary),
                    failure);
        }
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.fail(instanceId, Task.REPLICA_ERROR, sentence + " Let it rejoin again, or delete it.");
    }
}
