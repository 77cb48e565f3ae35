package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.fault.Fault;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.GuestModule;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Modules of one instance, applied by its agent. */
final class ModuleSteps {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Steps steps;
    private final Rooms rooms;
    private final String instanceId;

    ModuleSteps(Steps steps, Rooms rooms, String instanceId) {
        this.steps = steps;
        this.rooms = rooms;
        this.instanceId = instanceId;
    }

    /** Those that were asked for, or are given unasked, when the instance was created; one that is deleted since is left out. */
    void applyWanted() {
        List<GuestModule> wanted = rooms.store()
                .read(tx -> tx.appliedModules().of(instanceId).stream()
                        .filter(applied -> applied.state() == AppliedModule.State.WANTED)
                        .flatMap(applied -> tx.modules().find(applied.moduleId()).stream())
                        .sorted(GuestModule.ORDER)
                        .toList());
        wanted.forEach(this::apply);
    }

    void apply(GuestModule module) {
        Result answer = new AgentSteps(steps, rooms)
                .call("apply module " + module.id(), instanceId, command(module.id()), PATIENCE);
        if (!(answer instanceof Result.Applied applied)) {
            throw new PermanentFailure("The instance's agent answered an order to apply a module with %s."
                    .formatted(answer.getClass().getSimpleName()));
        }
        steps.step("note module " + module.id(), () -> rooms.store().change(tx -> note(tx, module, applied)));
    }

    /** Read when it is sent: the contents are in no record of the operation. */
    private Command command(String moduleId) {
        return rooms.store().read(tx -> {
            try {
                GuestModule module = tx.modules().find(moduleId).orElseThrow(() -> gone(moduleId));
                String contents = tx.modules().contents(moduleId).orElseThrow(() -> gone(moduleId));
                return new Command.ApplyModule(moduleId, module.name(), module.type(), module.md5(), contents);
            } catch (Fault fault) {
                throw new PermanentFailure(fault.sentence(), fault);
            }
        });
    }

    /** The module may have been changed or deleted while its answer was on the way. */
    private void note(Tx tx, GuestModule module, Result.Applied applied) {
        if (tx.modules().find(module.id()).isPresent()) {
            Instant now = rooms.clock().instant();
            AppliedModule.State state = applied.ok() ? AppliedModule.State.OK : AppliedModule.State.ERROR;
            tx.appliedModules()
                    .put(new AppliedModule(instanceId, module.id(), applied.md5(), state, applied.message(), now, now));
        }
    }

    static PermanentFailure gone(String moduleId) {
        return new PermanentFailure("Module %s was deleted before it was applied.".formatted(moduleId));
    }
}
