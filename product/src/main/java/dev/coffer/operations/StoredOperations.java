package dev.coffer.operations;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.Busy;
import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.durable.Workflow;
import dev.coffer.engine.EngineFailure;
import dev.coffer.fault.Fault;
import dev.coffer.log.Requests;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Operations in the metadata store: files them, and opens them for the runner. */
public final class StoredOperations implements Operations, Workflow.Registry {
    private static final Duration LOOK = Duration.ofMillis(20);

    /**
     * What a record can say of itself ({@code isFenced}) is not part of it; one that an earlier version stored may lack what was added
     * since.
     */
    private final JsonMapper json = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .changeDefaultVisibility(see -> see.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
            .build();

    private final Store store;
    private final Rooms rooms;
    private final Requests requests;

    public StoredOperations(Store store, Rooms rooms, Requests requests) {
        this.store = store;
        this.rooms = rooms;
        this.requests = requests;
    }

    @Override
    public String file(Tx tx, Action action) {
        return file(tx, action, List.of(action.instanceId()));
    }

    @Override
    public String file(Tx tx, Action action, List<String> instances) {
        String id = UUID.randomUUID().toString();
        String project = tx.instances()
                .find(action.instanceId())
                .map(Instance::projectId)
                .or(() -> tx.modules().find(action.instanceId()).map(GuestModule::projectId))
                .orElse("");
        Instant deadline = rooms.clock().instant().plus(action.limit());
        try {
            return tx.operations()
                    .file(new NewOperation(
                            id,
                            action.getClass().getSimpleName(),
                            project,
                            instances,
                            json.writerFor(Action.class).writeValueAsString(action),
                            deadline,
                            action.whenBusy(),
                            requests.current().orElse(null)));
        } catch (Busy busy) {
            throw new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "Instance %s is not currently available for an action to be performed (%s)"
                            .formatted(action.instanceId(), busy.getMessage()),
                    busy);
        }
    }

    @Override
    public Optional<String> obstacleToAccess() {
        return rooms.addresses().obstacle();
    }

    @Override
    public Optional<String> obstacleToImage(String image) {
        return rooms.images().obstacle(image);
    }

    @Override
    public Operation await(String operationId, Duration patience) {
        Instant until = rooms.clock().instant().plus(patience);
        while (true) {
            Operation operation = store.read(tx -> tx.operations().find(operationId))
                    .orElseThrow(() -> new IllegalStateException("There is no operation " + operationId + "."));
            if (operation.state() == OperationState.FAILED) {
                throw fault(operation);
            }
            if (operation.state().isEnd() || rooms.clock().instant().isAfter(until)) {
                return operation;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private Fault fault(Operation operation) {
        String sentence = operation.error() == null ? "The operation failed." : operation.error();
        return new Fault(kind(operation), sentence.isBlank() ? "The operation failed." : sentence);
    }

    /** Why an accounts command failed is in the agent's reply, which is kept for a while. */
    private Fault.Kind kind(Operation operation) {
        String command = AgentSteps.commandId(operation.id(), ChangeAccounts.STEP, 1);
        return store.read(tx -> tx.outbox().find(command))
                .map(message -> message.reply())
                .map(reply -> json.readValue(reply, Result.class))
                .map(result -> result instanceof Result.Failed failed ? kind(failed.kind()) : Fault.Kind.UNPROCESSABLE)
                .orElse(Fault.Kind.UNPROCESSABLE);
    }

    private static Fault.Kind kind(EngineFailure.Kind kind) {
        return switch (kind) {
            case EXISTS, REFUSED -> Fault.Kind.BAD_REQUEST;
            case NOT_FOUND -> Fault.Kind.NOT_FOUND;
            case PASSING, BROKEN -> Fault.Kind.UNPROCESSABLE;
        };
    }

    @Override
    public Workflow open(String kind, String input) {
        Action action = read(kind, input);
        return new Workflow() {
            @Override
            public void run(Steps steps) {
                action.run(steps, rooms);
            }

            @Override
            public void failed(Steps steps, String sentence) {
                action.failed(steps, rooms, sentence);
            }
        };
    }

    private Action read(String kind, String input) {
        try {
            return json.readValue(input, Action.class);
        } catch (JacksonException e) {
            throw new PermanentFailure("This release cannot read an operation of kind %s.".formatted(kind), e);
        }
    }
}
