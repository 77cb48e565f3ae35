package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.GuestModule;
import java.time.Duration;
import java.util.List;

/** Applies modules to a running instance, in their order. The instance's task does not change: the engine goes on serving. */
public record ApplyModules(String instanceId, List<String> modules) implements Action {
    public ApplyModules {
        modules = List.copyOf(modules);
    }

    @Override
    public Duration limit() {
        return Duration.ofHours(1);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        ModuleSteps agent = new ModuleSteps(steps, rooms, instanceId);
        order(steps, rooms).forEach(agent::apply);
    }

    /** Fixed once, since their rules may change while they are applied. */
    private List<GuestModule> order(Steps steps, Rooms rooms) {
        String ids = steps.step("order modules", String.class, () -> String.join(" ", sorted(rooms)));
        return rooms.store()
                .read(tx -> List.of(ids.split(" ")).stream()
                        .map(id -> tx.modules().find(id).orElseThrow(() -> ModuleSteps.gone(id)))
                        .toList());
    }

    private List<String> sorted(Rooms rooms) {
        return rooms.store()
                .read(tx -> modules.stream()
                        .map(id -> tx.modules().find(id).orElseThrow(() -> ModuleSteps.gone(id)))
                        .sorted(GuestModule.ORDER)
                        .map(GuestModule::id)
                        .toList());
    }

    /** The caller is told; what was applied is noted. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
