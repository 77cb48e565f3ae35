package dev.coffer.durable;

import dev.coffer.durable.NewOperation.WhenBusy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A runner driven by hand, over a log in memory, with time that stands still. */
final class Stage implements AutoCloseable {
    static final Duration TIME_LIMIT = Duration.ofMinutes(10);

    final SettableClock clock = new SettableClock();
    final InMemoryLog log = new InMemoryLog(clock);
    private final Map<String, Supplier<Workflow>> kinds = new HashMap<>();
    private Runner runner = newRunner(log, "one");

    Runner newRunner(OperationLog through, String owner) {
        Runner.Pace pace = new Runner.Pace(
                Duration.ofSeconds(15), Duration.ofMillis(20), 50, new Retry.Fixed(Duration.ofSeconds(2)));
        return new Runner(through, this::open, clock, owner, new Unobserved(), pace);
    }

    private Workflow open(String kind, String input) {
        Supplier<Workflow> workflow = kinds.get(kind);
        if (workflow == null) {
            throw new IllegalArgumentException("unknown kind, input " + input);
        }
        return workflow.get();
    }

    /** Files an operation of this code and runs what is due. */
    Operation play(Workflow workflow) {
        file("op", workflow);
        return go("op");
    }

    void file(String id, Workflow workflow) {
        kinds.put(id, () -> workflow);
        file(id, id, WhenBusy.REFUSE);
    }

    void file(String id, String resource, WhenBusy whenBusy) {
        log.file(new NewOperation(
                id, id, "project", List.of(resource), "secret", clock.instant().plus(TIME_LIMIT), whenBusy));
    }

    void register(String kind, Workflow workflow) {
        kinds.put(kind, () -> workflow);
    }

    /** Runs what is due until nothing is. */
    Operation go(String id) {
        while (runner.runDue()) {
            // each call runs one
        }
        return log.find(id).orElseThrow();
    }

    /** Lets time pass from due time to due time until the operation has ended. */
    Operation goToTheEnd(String id) {
        Operation operation = go(id);
        while (!operation.state().isEnd()) {
            clock.moveTo(log.nextDue().orElseThrow());
            operation = go(id);
        }
        return operation;
    }

    void restartRunner() {
        runner = newRunner(log, "another");
    }

    List<String> steps(String id) {
        return log.steps(id).stream()
                .map(step -> step.name() + " " + step.state())
                .toList();
    }

    StepRecord step(String id, String name) {
        return log.steps(id).stream()
                .filter(step -> step.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        runner.close();
    }
}
