package dev.coffer.durable;

import dev.coffer.durable.StepRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The steps of one run: those that ended return what is recorded, the first that did not is run.
 *
 * <p>Once stopped it stays stopped: a workflow that caught the {@link Stop} gets it again from its next step.
 */
final class RecordedSteps implements Steps {
    private static final Logger LOG = LoggerFactory.getLogger(RecordedSteps.class);
    private static final Duration SHORTEST_RECHECK = Duration.ofMillis(250);
    private static final Duration LONGEST_RECHECK = Duration.ofSeconds(5);

    /**
     * In which part of an operation's life the steps are run.
     *
     * @param state that the operation pauses in
     * @param deadline when no step may start any more
     * @param error that stays with the operation when a step has none
     */
    record Phase(
            OperationState state,
            Instant deadline,
            @Nullable String error) {}

    private final Operation operation;
    private final Journal journal;
    private final Interruptible bodies;
    private final Means means;
    private final Phase phase;
    private final Set<String> names = new HashSet<>();
    private @Nullable Stop stopped;

    RecordedSteps(Operation operation, Journal journal, Interruptible bodies, Means means, Phase phase) {
        this.operation = operation;
        this.journal = journal;
        this.bodies = bodies;
        this.means = means;
        this.phase = phase;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    /** How the run was stopped, if it was. */
    Optional<Outcome> stopped() {
        return Optional.ofNullable(stopped).map(Stop::outcome);
    }

    @Override
    public <T> T step(String name, Class<T> type, Body<T> body) {
        StepRecord step = sticky(() ->
                ended(name).orElseGet(() -> run(name, () -> Optional.of(Journal.encode(name, type, body.run())))));
        return Journal.decode(step, type);
    }

    @Override
    public void step(String name, Effect body) {
        sticky(() -> ended(name)
                .orElseGet(() -> run(name, () -> {
                    body.run();
                    return Optional.empty();
                })));
    }

    @Override
    public void step(String name, Effect body, Effect undo) {
        step(name, body);
    }

    @Override
    public <T> T await(String name, Class<T> type, Duration patience, Body<Optional<T>> poll) {
        StepRecord step = sticky(() -> ended(name)
                .orElseGet(() ->
                        poll(name, patience, () -> poll.run().map(value -> Journal.encode(name, type, value)))));
        return Journal.decode(step, type);
    }

    @Override
    public void onFailure(String name, Effect undo) {
        // Undos are collected by a replay of their own, when there is a failure.
    }

    private StepRecord sticky(Supplier<StepRecord> work) {
        if (stopped != null) {
            throw stopped;
        }
        try {
            return work.get();
        } catch (Stop stop) {
            stopped = stop;
            throw stop;
        }
    }

    /** The step as recorded if it is done; its recorded failure again if it failed. */
    private Optional<StepRecord> ended(String name) {
        if (bodies.isInside()) {
            throw defect("The step \"%s\" is inside another step".formatted(name));
        }
        if (!names.add(name)) {
            throw defect("Two steps are named \"%s\"".formatted(name));
        }
        Optional<StepRecord> known = journal.find(name);
        if (known.isPresent() && known.get().state() == State.FAILED) {
            throw new PermanentFailure(String.valueOf(known.get().error()));
        }
        if (known.isPresent() && known.get().state() == State.DONE) {
            return known;
        }
        bodies.stopIfOrdered();
        stopIfOverdue(known.orElse(null));
        return Optional.empty();
    }

    private Stop defect(String what) {
        return new Stop(new Outcome.Undo(
                "%s in %s; this is a defect of Coffer, please report it.".formatted(what, operation.kind())));
    }

    private void stopIfOverdue(@Nullable StepRecord at) {
        if (!now().isBefore(phase.deadline())) {
            throw new Stop(new Outcome.Undo(Sentences.overdue(operation, at)));
        }
    }

    private StepRecord run(String name, Body<Optional<String>> body) {
        StepRecord step = journal.begin(name, State.RUNNING);
        LOG.debug("step \"{}\", attempt {}", name, step.attempts());
        Optional<String> result = tried(step, phase.deadline(), body);
        journal.done(step, result.orElse(null));
        return journal.find(name).orElseThrow();
    }

    private StepRecord poll(String name, Duration patience, Body<Optional<String>> poll) {
        StepRecord step = journal.find(name).orElseGet(() -> journal.begin(name, State.WAITING));
        Instant end = earlier(step.started().plus(patience), phase.deadline());
        Optional<String> answer = tried(step, end, poll);
        if (answer.isPresent()) {
            journal.done(step, answer.get());
            return journal.find(name).orElseThrow();
        }
        if (!now().isBefore(step.started().plus(patience))) {
            throw failed(step, Sentences.inVain(step, patience, operation), null);
        }
        if (step.error() != null) {
            journal.unfinished(step, null);
        }
        throw new Stop(new Outcome.Later(
                waiting(phase.state()), earlier(now().plus(recheck(step)), end), name, phase.error()));
    }

    /** Soon at first, for what takes a moment; seldom later, since whoever has the answer wakes the operation. */
    private Duration recheck(StepRecord step) {
        Duration share = Duration.between(step.started(), now()).dividedBy(4);
        if (share.compareTo(SHORTEST_RECHECK) < 0) {
            return SHORTEST_RECHECK;
        }
        return share.compareTo(LONGEST_RECHECK) > 0 ? LONGEST_RECHECK : share;
    }

    private static OperationState waiting(OperationState state) {
        return state == OperationState.RUNNING ? OperationState.WAITING : state;
    }

    private Optional<String> tried(StepRecord step, Instant limit, Body<Optional<String>> body) {
        try {
            return bodies.call(limit, body);
        } catch (Stop stop) {
            throw stop;
        } catch (PermanentFailure e) {
            throw failed(step, Sentences.of(e), e);
        } catch (Throwable e) { // the edge: whatever a body throws is said and tried again
            throw troubled(step, limit, e);
        }
    }

    private PermanentFailure failed(StepRecord step, String sentence, @Nullable Throwable cause) {
        journal.failed(step, sentence);
        LOG.warn("step \"{}\" failed for good: {}", step.name(), sentence, cause);
        return new PermanentFailure(sentence, cause);
    }

    /** A failure that may pass: the operation pauses and tries again. */
    private Error troubled(StepRecord step, Instant limit, Throwable failure) {
        bodies.stopIfOrdered();
        StepRecord tried = step.state() == State.WAITING ? journal.begin(step.name(), State.WAITING) : step;
        String error = Sentences.of(failure);
        journal.unfinished(tried, error);
        stopIfOverdue(journal.find(step.name()).orElse(tried));
        if (!now().isBefore(limit)) {
            String sentence = Sentences.inVain(
                    journal.find(step.name()).orElse(tried), Duration.between(step.started(), limit), operation);
            throw failed(tried, sentence, failure);
        }
        Duration pause = means.retry().pause(tried.attempts());
        LOG.warn(
                "step \"{}\" failed, attempt {}, next in {} ms: {}",
                step.name(),
                tried.attempts(),
                pause.toMillis(),
                error,
                tried.attempts() <= 2 ? failure : null); // its stack is not worth repeating
        String visible = phase.error() != null ? phase.error() : "%s: %s".formatted(step.name(), error);
        return new Stop(new Outcome.Later(phase.state(), earlier(now().plus(pause), limit), null, visible));
    }

    private Instant now() {
        return means.clock().instant();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
