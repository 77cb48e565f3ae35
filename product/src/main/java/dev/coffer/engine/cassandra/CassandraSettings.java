package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Overrides;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Settings a tenant has set, for the next start. What the server does not take then, it starts without. */
final class CassandraSettings implements Settings {
    /** Numbers, words, and what has a unit ({@code 250ms}, {@code 16MiB/s}): nothing that means more in its file. */
    private static final Pattern VALUE = Pattern.compile("-?[A-Za-z0-9][A-Za-z0-9._/]{0,63}");

    private final Node node;
    private final Overrides overrides;
    private final BooleanSupplier runs;

    CassandraSettings(Node node, Overrides overrides, BooleanSupplier runs) {
        this.node = node;
        this.overrides = overrides;
        this.runs = runs;
    }

    @Override
    public List<String> apply(Map<String, String> values) throws IOException {
        values.forEach(CassandraSettings::refuseHarmful);
        List<String> waiting = runs.getAsBoolean() ? waiting(values) : List.of();
        Disk.directory(node.conf());
        overrides.want(values);
        return waiting;
    }

    private List<String> waiting(Map<String, String> wanted) {
        Map<String, String> started = overrides.started();
        TreeSet<String> concerned = new TreeSet<>(wanted.keySet());
        concerned.addAll(started.keySet());
        return concerned.stream()
                .filter(name -> !Objects.equals(started.get(name), wanted.get(name)))
                .toList();
    }

    /** Checked before; here once more, since it reaches the server's configuration. */
    private static void refuseHarmful(String name, String value) {
        if (Owned.covers(name)) {
            throw new EngineFailure(Kind.REFUSED, "The parameter %s is not for tenants to set.".formatted(name));
        }
        if (!VALUE.matcher(value).matches()) {
            throw new EngineFailure(
                    Kind.REFUSED,
                    "The value of the parameter %s is none of Cassandra's: numbers, words, or amounts such as 250ms and 16MiB."
                            .formatted(name));
        }
    }

    @Override
    public Optional<String> fallback() {
        return overrides.fallback();
    }
}
