package dev.coffer.metrics;

import dev.coffer.api.RequestObserver;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/** What is counted and timed as it happens. */
public final class Instruments implements RequestObserver, dev.coffer.durable.Observer, dev.coffer.store.Observer {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();

    private final Histogram requests = Histogram.builder()
            .name("coffer_http_request_duration_seconds")
            .help("Requests to the API by route, method and status.")
            .labelNames("method", "route", "status")
            .classicOnly()
            .classicUpperBounds(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
            .register(registry);

    private final Histogram steps = Histogram.builder()
            .name("coffer_operation_step_duration_seconds")
            .help("Steps of operations from first start to end, waiting and repetitions included.")
            .labelNames("kind", "step", "state")
            .classicOnly()
            .classicUpperBounds(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
            .register(registry);

    private final Counter troubles = Counter.builder()
            .name("coffer_operation_step_retries_total")
            .help("Attempts of steps that failed and are made again.")
            .labelNames("kind", "step")
            .register(registry);

    private final Histogram operations = Histogram.builder()
            .name("coffer_operation_duration_seconds")
            .help("Operations from being filed to their end, by how they ended.")
            .labelNames("kind", "state")
            .classicOnly()
            .classicUpperBounds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)
            .register(registry);

    private final Histogram transactions = Histogram.builder()
            .name("coffer_store_transaction_duration_seconds")
            .help("Transactions of the metadata store, waiting and repetitions included.")
            .labelNames("mode")
            .classicOnly()
            .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 20)
            .register(registry);

    MetricSnapshots scrape() {
        return registry.scrape();
    }

    @Override
    public void answered(String method, String route, int status, Duration took) {
        String known = METHODS.contains(method) ? method : "other";
        requests.labelValues(known, route, Integer.toString(status)).observe(seconds(took));
    }

    @Override
    public void stepEnded(String kind, String step, StepRecord.State state, Duration took) {
        steps.labelValues(kind, withoutSubject(step), state.name().toLowerCase(Locale.ROOT))
                .observe(seconds(took));
    }

    @Override
    public void stepTroubled(String kind, String step) {
        troubles.labelValues(kind, withoutSubject(step)).inc();
    }

    @Override
    public void operationEnded(String kind, OperationState state, Duration took) {
        operations.labelValues(kind, state.name().toLowerCase(Locale.ROOT)).observe(seconds(took));
    }

    @Override
    public void transaction(boolean writes, Duration took) {
        transactions.labelValues(writes ? "write" : "read").observe(seconds(took));
    }

    /** A step may name what it is about behind a colon: "follow new primary: ID". An undo names its step so. */
    static String withoutSubject(String step) {
        int from = step.startsWith(UNDO) ? UNDO.length() : 0;
        int colon = step.indexOf(": ", from);
        return colon < 0 ? step : step.substring(0, colon);
    }

    private static final String UNDO = "undo: ";

    private static double seconds(Duration duration) {
        return duration.toNanos() / NANOS;
    }
}
