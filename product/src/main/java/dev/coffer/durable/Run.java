package dev.coffer.durable;

import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationLog.LeaseLost;
import dev.coffer.durable.RecordedSteps.Phase;
import dev.coffer.durable.StepRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One run of one operation under one lease: goes as far as it can, then decides the operation's fate and gives the lease back.
 *
 * <p>Every line it logs carries the ids of the operation, of its subject and of the request that asked for it ({@code operation},
 * {@code instance} and {@code request} of the MDC).
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final Lease lease;
    private final Operation operation;
    private final Means means;
    private final Interruptible bodies = new Interruptible();
    private volatile Instant leasedUntil;

    Run(Lease lease, Instant leasedUntil, Means means) {
        this.lease = lease;
        this.operation = lease.operation();
        this.leasedUntil = leasedUntil;
        this.means = means;
    }

    void run() {
        try (var _ = MDC.putCloseable("operation", operation.id());
                var _ = MDC.putCloseable("instance", operation.subject());
                var _ = MDC.putCloseable("request", operation.requestId())) {
            if (operation.attempts() <= 1) {
                LOG.info("{} starts", operation.kind());
            }
            settle(outcome());
        } catch (LeaseLost e) {
            letGo();
        } catch (RuntimeException e) {
            LOG.error(
                    "The log of operations fails; {} goes on when its lease runs out at {}.",
                    operation.id(),
                    leasedUntil,
                    e);
        }
    }

    /** Asks the run to end soon: its body is interrupted, and no further step starts. */
    void order(Outcome outcome) {
        bodies.order(outcome);
    }

    /** Keeps the lease; when it is lost the run is told to stop. Also interrupts a body that runs beyond its time. */
    void beat(Duration length) {
        Instant now = means.clock().instant();
        try {
            means.log().renew(lease, now.plus(length));
            leasedUntil = now.plus(length);
        } catch (LeaseLost e) {
            order(new Outcome.Lost());
        } catch (RuntimeException e) {
            LOG.warn("The lease of operation {} could not be renewed.", operation.id(), e);
            if (!now.isBefore(leasedUntil)) {
                order(new Outcome.Lost());
            }
        }
        bodies.interruptOverdue(now);
    }

    /** Whether its lease has run out, unless someone renews it. */
    boolean isOverdue(Instant now) {
        return !now.isBefore(leasedUntil);
    }

    private Outcome outcome() {
        try {
            return operation.state() == OperationState.UNDOING ? undone() : forward();
        } catch (Stop stop) {
            return stop.outcome();
        }
    }

    private Outcome forward() {
        Journal journal = new Journal(means, lease);
        if (!means.clock().instant().isBefore(operation.deadline())) {
            return new Outcome.Undo(Sentences.overdue(operation, latest(journal)));
        }
        Optional<Workflow> workflow = opened();
        if (workflow.isEmpty()) {
            return new Outcome.Failed(Sentences.unreadable(operation));
        }
        RecordedSteps steps = new RecordedSteps(
                operation, journal, bodies, means, new Phase(OperationState.RUNNING, operation.deadline(), null));
        Outcome end = ran(workflow.get(), steps);
        return steps.stopped().orElse(end);
    }

    private Outcome ran(Workflow workflow, Steps steps) {
        try {
            workflow.run(steps);
            return new Outcome.Done();
        } catch (Stop stop) {
            return stop.outcome();
        } catch (PermanentFailure e) {
            return new Outcome.Undo(Sentences.of(e));
        } catch (Throwable e) { // the edge: whatever a workflow throws between its steps is said and tried again
            LOG.warn("{} failed between its steps", operation.kind(), e);
            return later(operation.state(), Sentences.of(e));
        }
    }

    private Outcome undone() {
        Journal journal = new Journal(means, lease);
        Optional<Workflow> workflow = opened();
        if (workflow.isEmpty()) {
            return new Outcome.Failed("%s Nothing of it was undone: %s"
                    .formatted(String.valueOf(operation.error()), Sentences.unreadable(operation)));
        }
        return new Undoing(operation, journal, bodies, means).run(workflow.get());
    }

    private Optional<Workflow> opened() {
        try {
            return Optional.of(means.workflows().open(operation.kind(), operation.input()));
        } catch (RuntimeException e) {
            // Not its message: it may quote the input, which may hold passwords.
            LOG.error("{} cannot be opened ({})", operation.kind(), e.getClass().getName());
            return Optional.empty();
        }
    }

    private static @Nullable StepRecord latest(Journal journal) {
        return journal.all().reversed().stream()
                .filter(step -> step.state() != State.DONE)
                .findFirst()
                .orElse(null);
    }

    private Outcome.Later later(OperationState state, String error) {
        Instant due = means.clock().instant().plus(means.retry().pause(Math.max(1, operation.attempts())));
        boolean undoing = state == OperationState.UNDOING;
        Instant latest = undoing || due.isBefore(operation.deadline()) ? due : operation.deadline();
        return new Outcome.Later(state, latest, null, undoing ? operation.error() : error);
    }

    private void settle(Outcome outcome) {
        OperationLog log = means.log();
        Instant now = means.clock().instant();
        switch (outcome) {
            case Outcome.Done _ -> {
                log.end(lease, OperationState.DONE, now, null);
                means.observer().operationEnded(operation.kind(), OperationState.DONE, age(now));
                LOG.info("{} is done, {} ms after it was filed", operation.kind(), age(now).toMillis());
            }
            case Outcome.Later(var state, var due, var waitingFor, var error) -> {
                log.pause(lease, state, due, waitingFor, error);
                LOG.debug("{} until {}", state, due);
            }
            case Outcome.Undo(var sentence) -> {
                log.pause(lease, OperationState.UNDOING, now, null, sentence);
                LOG.warn("{} failed and is undone: {}", operation.kind(), sentence);
            }
            case Outcome.Failed(var sentence) -> {
                log.end(lease, OperationState.FAILED, now, sentence);
                means.observer().operationEnded(operation.kind(), OperationState.FAILED, age(now));
                LOG.warn(
                        "{} has failed, {} ms after it was filed: {}", operation.kind(), age(now).toMillis(), sentence);
            }
            case Outcome.HandedOver _ -> log.pause(lease, operation.state(), now, null, operation.error());
            case Outcome.Lost _ -> letGo();
            case Outcome.Unstored(var cause) -> {
                LOG.warn("The log of operations failed.", cause);
                settle(later(operation.state(), "The metadata store failed: " + Sentences.of(cause)));
            }
        }
    }

    private void letGo() {
        LOG.info("The lease of operation {} was lost; it is left alone.", operation.id());
        try {
            means.log().released(lease);
        } catch (RuntimeException e) {
            LOG.warn("Letting go of operation {} could not be recorded.", operation.id(), e);
        }
    }

    private Duration age(Instant now) {
        return Duration.between(operation.created(), now);
    }
}
