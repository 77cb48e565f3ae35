package dev.coffer.durable;

import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationLog.LeaseLost;
import dev.coffer.durable.StepRecord.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The recorded steps of one operation, during one run. A log that fails stops the run, whatever the workflow catches. */
final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OperationLog log;
    private final Lease lease;
    private final InstantSource clock;
    private final Observer observer;
    private final Map<String, StepRecord> records = new LinkedHashMap<>();

    Journal(Means means, Lease lease) {
        this.log = means.log();
        this.lease = lease;
        this.clock = means.clock();
        this.observer = means.observer();
        try {
            log.steps(lease.operation().id()).forEach(step -> records.put(step.name(), step));
        } catch (RuntimeException e) {
            throw new Stop(new Outcome.Unstored(e));
        }
    }

    Optional<StepRecord> find(String name) {
        return Optional.ofNullable(records.get(name));
    }

    /** In order of first start. */
    List<StepRecord> all() {
        return List.copyOf(records.values());
    }

    /** The step being tried once more, or for the first time. */
    StepRecord begin(String name, State state) {
        StepRecord known = records.get(name);
        Instant started = known == null ? clock.instant() : known.started();
        int sequence = known == null ? records.size() : known.sequence();
        int attempts = known == null ? 1 : known.attempts() + 1;
        String error = known == null ? null : known.error();
        return put(new StepRecord(operationId(), name, sequence, state, attempts, started, null, null, error));
    }

    void done(StepRecord step, @Nullable String result) {
        told(put(ended(step, State.DONE, result, null)));
    }

    void failed(StepRecord step, String sentence) {
        told(put(ended(step, State.FAILED, null, sentence)));
    }

    private void told(StepRecord step) {
        Duration took = Duration.between(step.started(), clock.instant());
        if (step.state() == State.DONE) {
            LOG.info("step \"{}\" is done, {} ms after its start", step.name(), took.toMillis());
        }
        observer.stepEnded(lease.operation().kind(), step.name(), step.state(), took);
    }

    /** It goes on later; the error, if any, stays to be seen. */
    void unfinished(StepRecord step, @Nullable String error) {
        if (error != null) {
            observer.stepTroubled(lease.operation().kind(), step.name());
        }
        put(new StepRecord(
                operationId(),
                step.name(),
                step.sequence(),
                step.state(),
                step.attempts(),
                step.started(),
                null,
                null,
                error));
    }

    private StepRecord ended(StepRecord step, State state, @Nullable String result, @Nullable String error) {
        return new StepRecord(
                operationId(),
                step.name(),
                step.sequence(),
                state,
                step.attempts(),
                step.started(),
                clock.instant(),
                result,
                error);
    }

    private StepRecord put(StepRecord step) {
        try {
            log.record(lease, step);
        } catch (LeaseLost e) {
            throw new Stop(new Outcome.Lost());
        } catch (RuntimeException e) {
            throw new Stop(new Outcome.Unstored(e));
        }
        records.put(step.name(), step);
        return step;
    }

    private String operationId() {
        return lease.operation().id();
    }

    /** As it is stored; by its declared type, so that sealed types keep their names. */
    static <T> String encode(String name, Class<T> type, T value) {
        try {
            return JSON.writerFor(type).writeValueAsString(value);
        } catch (JacksonException e) {
            throw new PermanentFailure(
                    "The result of \"%s\" cannot be stored as JSON; this is a defect of Coffer, please report it."
                            .formatted(name),
                    e);
        }
    }

    static <T> T decode(StepRecord step, Class<T> type) {
        try {
            return JSON.readValue(String.valueOf(step.result()), type);
        } catch (JacksonException e) {
            // Neither the cause nor its message: they may quote the result.
            throw new PermanentFailure(
                    "The recorded result of \"%s\" cannot be read as %s; it was likely recorded by another version of Coffer. Try again."
                            .formatted(step.name(), type.getSimpleName()));
        }
    }
}
