package dev.coffer.api;

import dev.coffer.durable.Busy;
import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.operations.Action;
import dev.coffer.operations.ChangeAccounts;
import dev.coffer.operations.Operations;
import dev.coffer.operations.SwitchLog;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files operations in the store, runs none; changes of accounts happen when they are waited for. */
final class FakeOperations implements Operations {
    private final Store store;
    private final FakeAgents agents;
    private final InstantSource clock;
    private final Map<String, Action> waiting = new HashMap<>();
    /** Why the next change of accounts fails; null when it does not. */
    @Nullable String failure;

    /** By image. */
    final Map<String, String> obstacles = new HashMap<>();

    final List<Action> filed = new ArrayList<>();
    final List<List<String>> held = new ArrayList<>();

    @Nullable String obstacle;

    FakeOperations(Store store, FakeAgents agents, InstantSource clock) {
        this.store = store;
        this.agents = agents;
        this.clock = clock;
    }

    @Override
    public String file(Tx tx, Action action) {
        return file(tx, action, List.of(action.instanceId()));
    }

    @Override
    public String file(Tx tx, Action action, List<String> instances) {
        String id = UUID.randomUUID().toString();
        filed.add(action);
        held.add(instances);
        if (action instanceof ChangeAccounts || action instanceof SwitchLog) {
            waiting.put(id, action);
            return id;
        }
        Instant deadline = clock.instant().plus(action.limit());
        String project = tx.instances()
                .find(action.instanceId())
                .map(Instance::projectId)
                .orElse("");
        try {
            return tx.operations()
                    .file(new NewOperation(
                            id,
                            action.getClass().getSimpleName(),
                            project,
                            instances,
                            "{}",
                            deadline,
                            action.whenBusy()));
        } catch (Busy busy) {
            throw Fault.unprocessable(String.valueOf(busy.getMessage()));
        }
    }

    @Override
    public Optional<String> obstacleToImage(String image) {
        return Optional.ofNullable(obstacles.get(image));
    }

    @Override
    public Optional<String> obstacleToAccess() {
        return Optional.ofNullable(obstacle);
    }

    @Override
    public Operation await(String operationId, Duration patience) {
        Action change = waiting.remove(operationId);
        if (change == null) {
            return store.read(tx -> tx.operations().find(operationId)).orElseThrow();
        }
        if (failure == null && change instanceof ChangeAccounts accounts) {
            agents.apply(change.instanceId(), accounts.command());
        }
        if (change instanceof SwitchLog log) {
            agents.logs.put(change.instanceId(), log.log(), log.enabled());
        }
        Instant now = clock.instant();
        return new Operation(
                operationId,
                change.getClass().getSimpleName(),
                "",
                List.of(change.instanceId()),
                failure == null ? OperationState.DONE : OperationState.FAILED,
                "",
                now,
                now,
                now,
                now,
                1,
                null,
                failure,
                null);
    }
}
