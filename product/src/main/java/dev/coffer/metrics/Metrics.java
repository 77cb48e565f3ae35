package dev.coffer.metrics;

import dev.coffer.api.Exposition;
import dev.coffer.api.Response;
import dev.coffer.metrics.Families.Type;
import dev.coffer.model.Silence;
import dev.coffer.store.Figures;
import dev.coffer.store.Store;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** All figures: those counted as things happen, and those that the store has now. */
public final class Metrics implements Exposition {

    /**
     * @param agentsConnected to this control plane
     * @param silence of an agent that is lost
     */
    public record Sources(
            Instruments instruments,
            Store store,
            IntSupplier agentsConnected,
            InstantSource clock,
            Silence silence,
            String version) {}

    private record Stored(
            List<Figures.OfInstance> instances,
            List<Figures.OfOperations> operations,
            Figures.OfOutbox outbox,
            Map<String, Integer> problems) {}

    private final Sources sources;
    private final ProcessFamilies process = new ProcessFamilies();
    private final PrometheusTextFormatWriter text = PrometheusTextFormatWriter.create();

    public Metrics(Sources sources) {
        this.sources = sources;
    }

    @Override
    public String contentType() {
        return PrometheusTextFormatWriter.CONTENT_TYPE;
    }

    @Override
    public Response.Stream read() {
        Instant now = sources.clock().instant();
        Stored stored = sources.store()
                .read(tx -> new Stored(
                        tx.figures().instances(),
                        tx.figures().operations(),
                        tx.figures().outbox(),
                        tx.problems().counts()));
        MetricSnapshots counted = sources.instruments().scrape();
        return out -> {
            text.write(out, counted);
            Families families = new Families(out);
            write(families, stored, now);
            new InstanceFamilies(stored.instances(), now, sources.silence()).writeTo(families);
            process.writeTo(families);
            families.flush();
        };
    }

    private void write(Families out, Stored stored, Instant now) throws IOException {
        out.family("coffer_build_info", Type.GAUGE, "Always 1; its label is the version that runs.");
        out.sample("coffer_build_info", 1, "version", sources.version());
        out.family("coffer_operations", Type.GAUGE, "Operations that have not ended.");
        for (Figures.OfOperations each : stored.operations()) {
            out.sample(
                    "coffer_operations",
                    each.count(),
                    "kind",
                    each.kind(),
                    "state",
                    each.state().name().toLowerCase(Locale.ROOT));
        }
        out.single(
                "coffer_agents_connected",
                Type.GAUGE,
                "Agents that are connected to this control plane.",
                sources.agentsConnected().getAsInt());
        out.family("coffer_problems", Type.GAUGE, "What is wrong now, by code.");
        for (Map.Entry<String, Integer> problem : stored.problems().entrySet()) {
            out.sample("coffer_problems", problem.getValue(), "code", problem.getKey());
        }
        write(out, stored.outbox(), now);
    }

    private static void write(Families out, Figures.OfOutbox outbox, Instant now) throws IOException {
        out.family("coffer_outbox_commands", Type.GAUGE, "Commands to agents that are under way.");
        out.sample("coffer_outbox_commands", outbox.unacknowledged(), "state", "unacknowledged");
        out.sample("coffer_outbox_commands", outbox.unanswered() - outbox.unacknowledged(), "state", "acknowledged");
        Instant oldest = outbox.oldest();
        out.single(
                "coffer_outbox_oldest_command_age_seconds",
                Type.GAUGE,
                "Age of the oldest command that is under way; 0 without one.",
                oldest == null ? 0 : Math.max(0, Duration.between(oldest, now).toMillis() / 1000.0));
    }
}
