package dev.coffer.metrics;

import dev.coffer.metrics.Families.Type;
import dev.coffer.model.Role;
import dev.coffer.model.Silence;
import dev.coffer.model.Task;
import dev.coffer.store.Figures.OfInstance;
import dev.coffer.store.Figures.Seen;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What agents reported last of their engines. An instance's name is only in {@code coffer_instance_info}, so that renaming it begins
 * no new series.
 */
final class InstanceFamilies {
    private static final double GIB = 1L << 30;

    /** Of what agents say of their engines, only what is known here is passed on: an agent may be in hostile hands. */
    private static final List<Known> KNOWN = List.of(
            new Known("connections", "connections", Type.GAUGE, "Connections that are open."),
            new Known("running_queries", "running_queries", Type.GAUGE, "Queries that run now."),
            new Known("queries", "queries_total", Type.COUNTER, "Queries since the engine's start."),
            new Known("slow_queries", "slow_queries_total", Type.COUNTER, "Slow queries since the engine's start."),
            new Known("uptime_seconds", "uptime_seconds", Type.GAUGE, "Time since the engine's start."),
            new Known(
                    "synchronous_replicas",
                    "synchronous_replicas",
                    Type.GAUGE,
                    "Replicas that confirm what the primary writes."));

    private record Known(String key, String suffix, Type type, String help) {}

    /** A figure of one instance; empty when it is not known. */
    @FunctionalInterface
    private interface Figure {
        OptionalDouble of(OfInstance instance);
    }

    private final List<OfInstance> instances;
    private final Instant now;
    private final Silence silence;

    /** @param silence of an agent that is lost */
    InstanceFamilies(List<OfInstance> instances, Instant now, Silence silence) {
        this.instances = instances;
        this.now = now;
        this.silence = silence;
    }

    void writeTo(Families out) throws IOException {
        counts(out);
        infos(out);
        each(
                out,
                "up",
                Type.GAUGE,
                "1 when the engine answers queries, as seen by an agent that is heard of.",
                this::up);
        each(out, "report_age_seconds", Type.GAUGE, "Time since the agent's last report.", seen(this::age));
        each(out, "replication_lag_seconds", Type.GAUGE, "How far a replica is behind.", maybe(Seen::lagSeconds));
        each(
                out,
                "disk_used_bytes",
                Type.GAUGE,
                "Space that the data take.",
                maybe(seen -> seen.volumeUsed() == null ? null : (double) seen.volumeUsed()));
        each(
                out,
                "volume_size_bytes",
                Type.GAUGE,
                "Space that was asked for.",
                instance -> OptionalDouble.of(instance.volumeSize() * GIB));
        for (Known known : KNOWN) {
            each(
                    out,
                    known.suffix(),
                    known.type(),
                    known.help(),
                    maybe(seen -> seen.metrics().get(known.key())));
        }
    }

    private void counts(Families out) throws IOException {
        Map<Task, Integer> counts = new EnumMap<>(Task.class);
        instances.forEach(instance -> counts.merge(instance.task(), 1, Integer::sum));
        out.family("coffer_instances", Type.GAUGE, "Instances by what is being done to them.");
        for (Map.Entry<Task, Integer> count : counts.entrySet()) {
            out.sample("coffer_instances", count.getValue(), "task", word(count.getKey()));
        }
    }

    private void infos(Families out) throws IOException {
        out.family("coffer_instance_info", Type.GAUGE, "Always 1; its labels say what the instance is.");
        for (OfInstance instance : instances) {
            out.sample(
                    "coffer_instance_info",
                    1,
                    "instance_id",
                    instance.id(),
                    "name",
                    instance.name(),
                    "project_id",
                    instance.projectId(),
                    "datastore",
                    instance.datastore(),
                    "version",
                    instance.version());
        }
    }

    private void each(Families out, String suffix, Type type, String help, Figure figure) throws IOException {
        String name = "coffer_instance_" + suffix;
        out.family(name, type, help);
        for (OfInstance instance : instances) {
            OptionalDouble value = figure.of(instance);
            if (value.isPresent()) {
                out.sample(
                        name,
                        value.getAsDouble(),
                        "instance_id",
                        instance.id(),
                        "datastore",
                        instance.datastore(),
                        "role",
                        role(instance));
            }
        }
    }

    private OptionalDouble up(OfInstance instance) {
        return OptionalDouble.of(
                instance.seen()
                                .filter(seen -> seen.status().isServing() && !isOld(seen))
                                .isPresent()
                        ? 1
                        : 0);
    }

    private boolean isOld(Seen seen) {
        return silence.isTooLong(seen.at(), now);
    }

    private double age(Seen seen) {
        return Math.max(0, Duration.between(seen.at(), now).toMillis() / 1000.0);
    }

    private static Figure seen(ToDoubleFunction<Seen> figure) {
        return instance -> instance.seen().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(figure.applyAsDouble(instance.seen().get()));
    }

    /** A figure of a report. */
    @FunctionalInterface
    private interface Part {
        @Nullable Double of(Seen seen);
    }

    private static Figure maybe(Part part) {
        return instance -> {
            Double value = instance.seen().map(part::of).orElse(null);
            return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
        };
    }

    private static String role(OfInstance instance) {
        Optional<Role> role = instance.seen().map(Seen::role);
        return role.map(InstanceFamilies::word).orElse("unknown");
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
