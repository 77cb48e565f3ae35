package dev.coffer.durable;

import dev.coffer.durable.RecordedSteps.Phase;
import dev.coffer.durable.StepRecord.State;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second half of a failed operation's life: undoes what was started, in reverse, and lets the workflow say so.
 *
 * <p>Each undo is a step, tried again for a while; one that cannot be done is given up and said, so that no operation is stuck in its
 * undoing.
 */
final class Undoing {
    private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);
    static final Duration PATIENCE = Duration.ofMinutes(5);
    static final String UNDO = "undo: ";
    static final String REPORT = "report failure";

    private final Operation operation;
    private final Journal journal;
    private final Interruptible bodies;
    private final Means means;
    private final String sentence;

    Undoing(Operation operation, Journal journal, Interruptible bodies, Means means) {
        this.operation = operation;
        this.journal = journal;
        this.bodies = bodies;
        this.means = means;
        this.sentence = operation.error() == null ? operation.kind() + " failed." : operation.error();
    }

    Outcome run(Workflow workflow) {
        Replay replay = replayed(workflow);
        for (StepRecord step : journal.all().reversed()) {
            replay.undo(step.name()).ifPresent(undo -> attempt(UNDO + step.name(), () -> interruptible(undo)));
        }
        attempt(REPORT, () -> report(workflow, sentence + leftBehind()));
        return new Outcome.Failed(sentence + leftBehind());
    }

    private Replay replayed(Workflow workflow) {
        Replay replay = new Replay(operation, journal);
        try {
            workflow.run(replay);
        } catch (Throwable e) { // it failed, so it ends somehow; what matters are the undos it named on its way
            LOG.debug("replayed up to {}", e.toString());
        }
        return replay;
    }

    private void interruptible(Steps.Effect undo) throws Exception {
        bodies.call(now().plus(PATIENCE), () -> {
            undo.run();
            return true;
        });
    }

    private void report(Workflow workflow, String whole) {
        RecordedSteps steps = new RecordedSteps(
                operation, journal, bodies, means, new Phase(OperationState.UNDOING, Instant.MAX, sentence));
        workflow.failed(steps, whole);
        steps.stopped().ifPresent(outcome -> {
            throw new Stop(outcome);
        });
    }

    private String leftBehind() {
        StringBuilder all = new StringBuilder();
        journal.all().stream()
                .filter(step -> step.state() == State.FAILED)
                .filter(step -> step.name().startsWith(UNDO) || step.name().equals(REPORT))
                .forEach(step -> all.append(Sentences.leftBehind(step)));
        return all.toString();
    }

    private void attempt(String name, Steps.Effect body) {
        if (journal.find(name).filter(step -> step.ended() != null).isPresent()) {
            return;
        }
        bodies.stopIfOrdered();
        StepRecord step = journal.begin(name, State.RUNNING);
        try {
            body.run();
            journal.done(step, null);
        } catch (Stop stop) {
            giveUpOrPass(step, stop);
        } catch (Throwable e) { // the edge: whatever an undo throws is said and tried again
            troubled(step, e);
        }
    }

    /** A step inside the report of the failure pauses, or failed. */
    private void giveUpOrPass(StepRecord step, Stop stop) {
        switch (stop.outcome()) {
            case Outcome.Undo failed -> journal.failed(step, failed.sentence());
            case Outcome.Later later when isOverdue(step) -> journal.failed(step, "It waited in vain.");
            case Outcome.Later _,
                    Outcome.Done _,
                    Outcome.Failed _,
                    Outcome.HandedOver _,
                    Outcome.Lost _,
                    Outcome.Unstored _ -> throw stop;
        }
    }

    private void troubled(StepRecord step, Throwable failure) {
        bodies.stopIfOrdered();
        String error = Sentences.of(failure);
        if (failure instanceof PermanentFailure || isOverdue(step)) {
            LOG.error("\"{}\" is given up: {}", step.name(), error, failure);
            journal.failed(step, error);
            return;
        }
        Duration pause = means.retry().pause(step.attempts());
        LOG.warn(
                "\"{}\" failed, next attempt in {} ms: {}",
                step.name(),
                pause.toMillis(),
                error,
                step.attempts() <= 1 ? failure : null);
        journal.unfinished(step, error);
        throw new Stop(new Outcome.Later(OperationState.UNDOING, now().plus(pause), null, sentence));
    }

    private boolean isOverdue(StepRecord step) {
        return !now().isBefore(step.started().plus(PATIENCE));
    }

    private Instant now() {
        return means.clock().instant();
    }
}
