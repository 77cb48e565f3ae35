package dev.coffer.durable;

import dev.coffer.durable.StepRecord.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Goes through a failed workflow once more without running anything, to learn the undos of the steps it had started.
 *
 * <p>A step without a result is passed over even if it never ended, so that undos of steps that once were started are found although
 * the workflow's code was reordered since.
 */
final class Replay implements Steps {
    private final Operation operation;
    private final Journal journal;
    private final Map<String, Effect> undos = new HashMap<>();

    Replay(Operation operation, Journal journal) {
        this.operation = operation;
        this.journal = journal;
    }

    Optional<Effect> undo(String name) {
        return Optional.ofNullable(undos.get(name));
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public <T> T step(String name, Class<T> type, Body<T> body) {
        return recorded(name, type);
    }

    @Override
    public void step(String name, Effect body) {
        failAgain(name);
    }

    @Override
    public void step(String name, Effect body, Effect undo) {
        onFailure(name, undo);
        failAgain(name);
    }

    @Override
    public <T> T await(String name, Class<T> type, Duration patience, Body<Optional<T>> poll) {
        return recorded(name, type);
    }

    @Override
    public void onFailure(String name, Effect undo) {
        undos.putIfAbsent(name, undo);
    }

    private void failAgain(String name) {
        Optional<StepRecord> step = journal.find(name);
        if (step.isPresent() && step.get().state() == State.FAILED) {
            throw new PermanentFailure(String.valueOf(step.get().error()));
        }
    }

    private <T> T recorded(String name, Class<T> type) {
        failAgain(name);
        StepRecord step = journal.find(name)
                .filter(known -> known.state() == State.DONE)
                .orElseThrow(() -> new Stop(new Outcome.Done()));
        return Journal.decode(step, type);
    }
}
