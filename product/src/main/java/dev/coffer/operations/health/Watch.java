package dev.coffer.operations.health;

import dev.coffer.compute.Compute;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.operations.Operations;
import dev.coffer.store.Store;
import java.time.Duration;
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

/** Looks from time to time, and files what mends the problems it sees. */
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Store store;
    private final Compute compute;
    private final Operations operations;
    private final Duration interval;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("watch").daemon().factory());

    public Watch(Store store, Compute compute, Operations operations, Duration interval) {
        this.store = store;
        this.compute = compute;
        this.operations = operations;
        this.interval = interval;
    }

    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::lookSafely, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("A look at the instances failed; the next one comes in {}.", interval, e);
        }
    }

    /** One look. Servers are listed before rows: a server made in between is not taken for an orphan. */
    public void look() {
        Map<String, Compute.Server> servers =
                compute.servers().stream().collect(Collectors.toMap(Compute.Server::instanceId, Function.identity()));
        List<Sight> sights = store.read(tx -> {
            Map<String, Instance> instances =
                    tx.instances().all().stream().collect(Collectors.toMap(Instance::id, Function.identity()));
            Set<String> ids = Stream.concat(instances.keySet().stream(), servers.keySet().stream())
                    .collect(Collectors.toSet());
            Set<String> deleted = tx.instances().deleted(servers.keySet());
            Set<String> busy = tx.operations().held();
            return ids.stream()
                    .map(id -> new Sight(
                            id,
                            Optional.ofNullable(instances.get(id)),
                            deleted.contains(id),
                            Optional.ofNullable(servers.get(id)),
                            busy.contains(id)))
                    .toList();
        });
        sights.forEach(sight -> Problem.of(sight).ifPresent(problem -> mend(sight.id(), problem)));
    }

    private void mend(String instanceId, Problem problem) {
        try {
            String operation = store.write(tx -> operations.file(tx, problem.remedy(instanceId)));
            LOG.warn("{} (instance {}, {}, operation {})", problem.sentence(), instanceId, problem, operation);
        } catch (Fault busy) {
            LOG.debug("Instance {} is busy; {} can wait.", instanceId, problem, busy);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
