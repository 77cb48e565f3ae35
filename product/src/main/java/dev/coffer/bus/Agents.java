package dev.coffer.bus;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import java.time.Duration;
import java.util.Optional;

/**
 * Commands to agents, by way of the outbox: stored, sent, sent again on reconnect until acknowledged, answered once.
 */
public interface Agents {

    /**
     * Files the command unless one of this id is filed, and gives its result when it has arrived. The operation is woken when it
     * does.
     *
     * @param operationId the operation to be woken
     * @param id operation id + "/" + step
     * @param term of the replica set
     * @param patience how long the command makes sense
     */
    Optional<Result> call(
            String operationId, String id, String instanceId, Command command, long term, Duration patience);

    /**
     * Nobody waits for these commands of the operation any more: an agent that is about one of them is told to stop it.
     *
     * @param commands how their ids begin
     */
    void withdraw(String operationId, String commands);

    /**
     * Asks and waits, for answers to an API caller. Leaves nothing behind.
     *
     * @throws dev.coffer.fault.Fault when the agent does not answer in time, with a sentence that says so
     */
    Result ask(String instanceId, Command command, Duration patience);
}
