package dev.coffer.operations.health;

import dev.coffer.compute.Compute;
import dev.coffer.durable.Operation;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Silence;
import dev.coffer.operations.Operations;
import dev.coffer.operations.health.Sight.Moment;
import dev.coffer.store.Problems.Key;
import dev.coffer.store.Reports.Vitals;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from time to time, notes the problems it sees, and files what mends them. */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int MOST_OPERATIONS = 10_000;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Store store;
    private final Compute compute;
    private final Operations operations;
    private final Silence silence;
    private final InstantSource clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watch").daemon().factory());

    /** @param silence of an agent that is lost */
    public Watch(Store store, Compute compute, Operations operations, Silence silence, InstantSource clock) {
        this.store = store;
        this.compute = compute;
        this.operations = operations;
        this.silence = silence;
        this.clock = clock;
    }

    public void start(Duration interval) {
        lookIn(Duration.ZERO, interval);
    }

    private void lookIn(Duration pause, Duration interval) {
        var _ = timer.schedule(
                () -> lookIn(lookSafely() ? SOON : interval, interval), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether something is being mended, so that another look is worth while soon. */
    private boolean lookSafely() {
        try {
            return look();
        } catch (RuntimeException e) {
            LOG.error("A look at the instances failed; there will be another.", e);
            return false;
        }
    }

    /** What was seen, and what is noted as problems. */
    private record Look(List<Sight> sights, Map<Key, String> noted) {}

    /**
     * One look. Servers are listed before rows: a server made in between is not taken for an orphan.
     *
     * @return whether it filed something
     */
    public boolean look() {
        Map<String, Compute.Server> servers = byId(compute.servers(), Compute.Server::instanceId);
        Look look = store.read(tx -> new Look(sights(tx, servers), tx.problems().sentences()));
        note(look);
        boolean filed = false;
        for (Sight sight : look.sights()) {
            Optional<Problem> problem = Problem.toMend(sight);
            filed |= problem.isPresent() && mend(sight.id(), problem.get());
        }
        return filed;
    }

    private List<Sight> sights(Tx tx, Map<String, Compute.Server> servers) {
        Map<String, Instance> instances = byId(tx.instances().all(), Instance::id);
        Map<String, Vitals> vitals = byId(tx.reports().vitals(), Vitals::instanceId);
        Map<String, Operation> troubled = tx.operations().troubled(MOST_OPERATIONS).stream()
                .collect(Collectors.toMap(Operation::subject, Function.identity(), (newer, _) -> newer));
        Set<String> deleted = tx.instances().deleted(servers.keySet());
        Set<String> busy = tx.operations().held();
        Moment moment = new Moment(clock.instant(), silence);
        return Stream.concat(instances.keySet().stream(), servers.keySet().stream())
                .distinct()
                .map(id -> new Sight(
                        id,
                        Optional.ofNullable(instances.get(id)),
                        deleted.contains(id),
                        Optional.ofNullable(servers.get(id)),
                        Optional.ofNullable(vitals.get(id)),
                        Optional.ofNullable(troubled.get(id)),
                        busy.contains(id),
                        moment))
                .toList();
    }

    private static <T> Map<String, T> byId(List<T> rows, Function<T, String> id) {
        return rows.stream().collect(Collectors.toMap(id, Function.identity()));
    }

    /** Writes only what begins, changes or ends. */
    private void note(Look look) {
        Map<Key, String> seen = new HashMap<>();
        for (Sight sight : look.sights()) {
            for (Problem problem : Problem.values()) {
                problem.seen(sight).ifPresent(sentence -> seen.put(new Key(sight.id(), problem.name()), sentence));
            }
        }
        if (seen.equals(look.noted())) {
            return;
        }
        store.change(tx -> {
            seen.forEach((key, sentence) -> {
                if (!sentence.equals(look.noted().get(key))) {
                    tx.problems().begin(key, sentence);
                }
            });
            look.noted().keySet().stream().filter(key -> !seen.containsKey(key)).forEach(tx.problems()::end);
        });
        seen.forEach((key, sentence) -> {
            if (!look.noted().containsKey(key)) {
                LOG.warn("Instance {}, {}: {}", key.instanceId(), key.code(), sentence);
            }
        });
        look.noted().keySet().stream()
                .filter(key -> !seen.containsKey(key))
                .forEach(key -> LOG.info("Instance {}, {}: over", key.instanceId(), key.code()));
    }

    private boolean mend(String instanceId, Problem problem) {
        try {
            problem.remedy(instanceId).ifPresent(remedy -> {
                String operation = store.write(tx -> operations.file(tx, remedy));
                LOG.info("Instance {}, {}: operation {} mends it", instanceId, problem, operation);
            });
            return true;
        } catch (Fault busy) {
            LOG.debug("Instance {} is busy; {} can wait.", instanceId, problem, busy);
            return false;
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
