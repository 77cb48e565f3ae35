package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.ConfigurationGroup;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Gives instances the values of their configuration groups. */
final class Configuring {
    private static final Duration PROMPT = Duration.ofSeconds(60);

    private final Steps steps;
    private final Rooms rooms;

    Configuring(Steps steps, Rooms rooms) {
        this.steps = steps;
        this.rooms = rooms;
    }

    /** As stored. */
    record Values(Map<String, String> settings) {}

    /** Before the first start, so that the server starts with them. The group does not change while an operation holds the instance. */
    void prepare(String instanceId) {
        String groupId = rooms.instance(instanceId).configurationId();
        if (groupId == null) {
            return;
        }
        Values values = steps.step("read configuration group", Values.class, () -> values(groupId));
        if (!values.settings().isEmpty()) {
            call("configure database server", instanceId, values.settings());
        }
    }

    private Values values(String groupId) {
        Optional<ConfigurationGroup> group =
                rooms.store().read(tx -> tx.configurations().find(groupId));
        return new Values(group.map(ConfigurationGroup::settings).orElse(Map.of()));
    }

    /** The row says whether the server waits for a restart. */
    void apply(String step, String instanceId, Map<String, String> values) {
        boolean waits = call(step, instanceId, values);
        steps.step("record: " + step, () -> rooms.change(instanceId, row -> settled(row, waits)));
    }

    private boolean call(String step, String instanceId, Map<String, String> values) {
        Result result = new AgentSteps(steps, rooms).call(step, instanceId, new Command.Configure(values), PROMPT);
        if (result instanceof Result.Configured configured) {
            return !configured.waiting().isEmpty();
        }
        throw new PermanentFailure("The agent of instance %s did not say what it has set.".formatted(instanceId));
    }

    /** An undo. An agent that refused the new values has kept these; one that died may have set the new ones. */
    void putBack(String instanceId, Map<String, String> values) {
        rooms.revive(instanceId);
        Result result = rooms.agents().ask(instanceId, new Command.Configure(values), Duration.ofSeconds(20));
        switch (result) {
            case Result.Configured configured ->
                rooms.change(
                        instanceId,
                        row -> row.withTask(
                                settled(row, !configured.waiting().isEmpty()).task(), row.trouble()));
            case Result.Failed failed -> throw new IllegalStateException(failed.message());
            default ->
                throw new IllegalStateException("The agent of instance %s did not answer.".formatted(instanceId));
        }
    }

    private static Instance settled(Instance row, boolean waits) {
        boolean idle = row.task() == Task.NONE || row.task() == Task.RESTART_REQUIRED;
        return row.withTask(!idle ? row.task() : waits ? Task.RESTART_REQUIRED : Task.NONE, null);
    }
}
