package dev.coffer.operations;

import dev.coffer.durable.Busy;
import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.store.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Applies a module anew wherever it is: files an operation for each instance, some at a time. Its subject is the module.
 *
 * @param projectId only on instances of this project; null for all
 * @param md5 only where the module was applied with contents of this sum; null for wherever it is
 * @param force also where it is up to date
 * @param batchSize how many at a time
 * @param batchDelay seconds between two batches
 */
public record ReapplyModule(
        String moduleId,
        @Nullable String projectId,
        @Nullable String md5,
        boolean force,
        int batchSize,
        int batchDelay) implements Action {
    /** How long an instance that is busy is waited for. */
    private static final Duration BUSY = Duration.ofMinutes(10);

    private static final Duration APPLYING = Duration.ofHours(2);

    @Override
    public String instanceId() {
        return moduleId;
    }

    @Override
    public Duration limit() {
        return Duration.ofDays(7);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        List<String> instances = Arrays.stream(
                        steps.step("choose instances", String.class, () -> String.join(" ", chosen(rooms)))
                                .split(" "))
                .filter(id -> !id.isEmpty())
                .toList();
        List<String> missed = new ArrayList<>();
        for (int start = 0; start < instances.size(); start += batchSize) {
            List<String> batch = instances.subList(start, Math.min(start + batchSize, instances.size()));
            int number = start / batchSize + 1;
            if (number > 1) {
                pause(steps, rooms, number);
            }
            List<String> filed = batch.stream()
                    .filter(instance -> isFiled(steps, rooms, instance))
                    .toList();
            batch.stream().filter(instance -> !filed.contains(instance)).forEach(missed::add);
            filed.stream()
                    .filter(instance -> !isApplied(steps, rooms, instance))
                    .forEach(missed::add);
        }
        if (!missed.isEmpty()) {
            throw new PermanentFailure(
                    "The module was not applied to instances that were busy or whose agents refused it: %s; see their operations."
                            .formatted(String.join(", ", missed)));
        }
    }

    private List<String> chosen(Rooms rooms) {
        return rooms.store().read(tx -> {
            GuestModule module = tx.modules().find(moduleId).orElseThrow(() -> ModuleSteps.gone(moduleId));
            return tx.appliedModules().places(moduleId, Optional.ofNullable(projectId)).stream()
                    .filter(place -> md5 == null || md5.equals(place.md5()))
                    .filter(place -> force || !module.md5().equals(place.md5()))
                    .map(AppliedModule::instanceId)
                    .toList();
        });
    }

    private void pause(Steps steps, Rooms rooms, int batch) {
        String until = steps.step(
                "set time of batch " + batch,
                String.class,
                () -> rooms.clock().instant().plusSeconds(batchDelay).toString());
        steps.await(
                "wait for batch " + batch,
                Boolean.class,
                Duration.ofSeconds(batchDelay).plusHours(1),
                () -> rooms.clock().instant().isBefore(Instant.parse(until)) ? Optional.empty() : Optional.of(true));
    }

    /** Filed once, however often it is tried. */
    private static String orderId(Steps steps, String instance) {
        return UUID.nameUUIDFromBytes((steps.operation().id() + "/" + instance).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Not when the instance stays busy. */
    private boolean isFiled(Steps steps, Rooms rooms, String instance) {
        try {
            return steps.await("order for " + instance, Boolean.class, BUSY, () -> {
                try {
                    rooms.store().change(tx -> file(tx, rooms, orderId(steps, instance), instance));
                    return Optional.of(true);
                } catch (Busy busy) {
                    return Optional.empty();
                }
            });
        } catch (PermanentFailure failure) {
            return false;
        }
    }

    private static boolean isApplied(Steps steps, Rooms rooms, String instance) {
        try {
            return steps.await(
                    "apply to " + instance, Boolean.class, APPLYING, () -> ended(rooms, orderId(steps, instance)));
        } catch (PermanentFailure failure) {
            return false;
        }
    }

    /** How it ended, when it has; an instance that needed nothing has no operation. */
    private static Optional<Boolean> ended(Rooms rooms, String operation) {
        Optional<OperationState> state =
                rooms.store().read(tx -> tx.operations().find(operation)).map(Operation::state);
        if (state.isPresent() && !state.get().isEnd()) {
            return Optional.empty();
        }
        return Optional.of(state.map(end -> end != OperationState.FAILED).orElse(true));
    }

    /** One that is gone, or that has or fits the module no longer, needs nothing. */
    private void file(Tx tx, Rooms rooms, String id, String instance) {
        Optional<Instance> row = tx.instances().find(instance);
        if (row.isPresent() && tx.appliedModules().find(instance, moduleId).isPresent() && fits(tx, row.get())) {
            Action action = new ApplyModules(instance, List.of(moduleId));
            tx.operations()
                    .file(new NewOperation(
                            id,
                            ApplyModules.class.getSimpleName(),
                            row.get().projectId(),
                            List.of(instance),
                            JsonMapper.shared().writerFor(Action.class).writeValueAsString(action),
                            rooms.clock().instant().plus(action.limit()),
                            action.whenBusy()));
        }
    }

    /** An instance may have been upgraded, and the module changed, since it was applied. */
    private boolean fits(Tx tx, Instance instance) {
        return tx.datastores()
                .everKnown(instance.datastoreVersionId())
                .flatMap(version -> tx.modules().find(moduleId).filter(module -> module.fits(version)))
                .isPresent();
    }

    /** What was filed goes on by itself. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
