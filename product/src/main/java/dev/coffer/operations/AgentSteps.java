package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.engine.EngineFailure;
import dev.coffer.store.Outbox;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Commands to agents as steps: filed once, waited for without a thread, filed anew (under a new id, since an agent answers a repeated
 * id from its journal) when the agent says that a retry may help.
 */
final class AgentSteps {
    private static final int ATTEMPTS = 20;
    /** What may pass needs time to: an engine that crashed is started again within seconds. */
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);

    /** An agent that has just been started needs a moment to answer. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Steps steps;
    private final Rooms rooms;
    private final List<String> company;

    AgentSteps(Steps steps, Rooms rooms) {
        this(steps, rooms, List.of());
    }

    /**
     * @param company instances the operation holds that must run for others to do what they are asked, as a primary for what follows it;
     *     nobody else starts those whose agents die meanwhile
     */
    AgentSteps(Steps steps, Rooms rooms, List<String> company) {
        this.steps = steps;
        this.rooms = rooms;
        this.company = List.copyOf(company);
    }

    Result call(String step, String instanceId, Command command, Duration patience) {
        return call(step, instanceId, command, rooms.term(rooms.instance(instanceId)), patience);
    }

    Result call(String step, String instanceId, Command command, long term, Duration patience) {
        return awaited(step, patience, () -> ask(step, instanceId, command, term, patience, ATTEMPTS));
    }

    /** Without trying again, for what makes sense only together with another command. */
    Result once(String step, String instanceId, Command command, Duration patience) {
        long term = rooms.term(rooms.instance(instanceId));
        return awaited(step, patience, () -> ask(step, instanceId, command, term, patience, 1));
    }

    /**
     * What is given up must not be done behind the back of what comes next. The same failure is met again whenever the operation is taken
     * up, when others of its commands may be under way.
     */
    private Result awaited(String step, Duration patience, Steps.Body<Optional<Result>> poll) {
        try {
            return steps.await(step, Result.class, patience, poll);
        } catch (PermanentFailure failure) {
            String operationId = steps.operation().id();
            rooms.agents().withdraw(operationId, commands(operationId, step));
            throw failure;
        }
    }

    private Optional<Result> ask(
            String step, String instanceId, Command command, long term, Duration patience, int attempts) {
        String operationId = steps.operation().id();
        for (int attempt = 1; attempt <= attempts; attempt++) {
            String id = commandId(operationId, step, attempt);
            Optional<Result> result = rooms.agents().call(operationId, id, instanceId, command, term, patience);
            if (result.isEmpty()) {
                if (isOlder(GRACE, id, Outbox.Message::created)) {
                    rooms.revive(instanceId);
                    company.forEach(rooms::revive);
                }
                return result;
            }
            if (!(result.get() instanceof Result.Failed failed)) {
                return result;
            }
            if (failed.kind() != EngineFailure.Kind.PASSING || attempt == attempts) {
                throw new PermanentFailure(failed.message());
            }
            company.forEach(rooms::revive);
            if (!isOlder(BETWEEN_ATTEMPTS, id, Outbox.Message::replied)) {
                return Optional.empty();
            }
        }
        throw new IllegalStateException("A command is asked at least once.");
    }

    private boolean isOlder(Duration age, String commandId, Function<Outbox.Message, @Nullable Instant> when) {
        Instant since = rooms.clock().instant().minus(age);
        return rooms.store()
                .read(tx -> tx.outbox().find(commandId))
                .map(when)
                .filter(time -> time.isAfter(since))
                .isEmpty();
    }

    static String commandId(String operationId, String step, int attempt) {
        return commands(operationId, step) + attempt;
    }

    private static String commands(String operationId, String step) {
        return operationId + "/" + step + "#";
    }
}
