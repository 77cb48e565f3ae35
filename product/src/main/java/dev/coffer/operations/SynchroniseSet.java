package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.Steps;
import dev.coffer.model.Synchrony;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;

/**
 * Tells every member of a replica set when a primary acknowledges a write: each of them may be primary one day. What is wanted stands
 * with the set already, so that replicas to come are told too.
 */
public record SynchroniseSet(String instanceId, Synchrony synchrony) implements Action {
    private static final Duration ANSWER = Duration.ofSeconds(60);

    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        AgentSteps agents = new AgentSteps(steps, rooms);
        for (String member : shape.sound()) {
            agents.call("synchronise: " + member, member, new Command.Synchronise(synchrony), ANSWER);
        }
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.complain(instanceId, sentence + " Say it again when all members answer.");
    }
}
