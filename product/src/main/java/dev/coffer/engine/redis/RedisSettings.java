package dev.coffer.engine.redis;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Settings;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Overrides;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Parameters a tenant has set: all that are for tenants can be changed while the server runs, and it takes several at once or none. The
 * server is set first and the file written last, so a call that was cut off is simply made again.
 */
final class RedisSettings implements Settings {
    private final Family family;
    private final RedisPlaces places;
    private final Overrides overrides;
    private final RedisServer.Sessions sessions;
    private final BooleanSupplier runs;

    RedisSettings(
            Family family,
            RedisPlaces places,
            Overrides overrides,
            RedisServer.Sessions sessions,
            BooleanSupplier runs) {
        this.family = family;
        this.places = places;
        this.overrides = overrides;
        this.sessions = sessions;
        this.runs = runs;
    }

    @Override
    public List<String> apply(Map<String, String> values) throws IOException, InterruptedException {
        values.forEach(RedisSettings::refuseHarmful);
        Set<String> reset = new HashSet<>(overrides.started().keySet());
        reset.addAll(overrides.wanted().keySet());
        reset.removeAll(values.keySet());
        Map<String, String> wanted = new TreeMap<>();
        if (!values.isEmpty() || !reset.isEmpty()) {
            wanted.putAll(change(values, reset));
        }
        Disk.directory(places.node().conf());
        overrides.want(wanted);
        return List.of();
    }

    /** Checked before; here once more, since it would reach the configuration file. */
    private static void refuseHarmful(String name, String value) {
        if (!Overrides.isPlain(name) || Owned.covers(name)) {
            throw new EngineFailure(Kind.REFUSED, "The parameter %s is not for tenants to set.".formatted(name));
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new EngineFailure(
                    Kind.REFUSED, "The value of the parameter %s has a control character.".formatted(name));
        }
        Long least = Owned.LEAST.get(name);
        if (least != null && (!value.matches("\\d{1,18}") || Long.parseLong(value) < least)) {
            throw new EngineFailure(Kind.REFUSED, "The parameter %s must be %d at least.".formatted(name, least));
        }
    }

    /** What the server chooses by itself, and how it writes a switch, a server without settings is asked. Returns the values it takes. */
    private Map<String, String> change(Map<String, String> values, Set<String> reset)
            throws IOException, InterruptedException {
        try (ScratchServer scratch = ScratchServer.beside(family, places, Map.of());
                Session session = scratch.session()) {
            Map<String, String> defaults = session.settings("*");
            Map<String, String> wanted = new TreeMap<>();
            values.forEach((name, value) -> wanted.put(name, written(name, value, defaults)));
            Map<String, String> all = new TreeMap<>(wanted);
            reset.stream()
                    .filter(defaults::containsKey)
                    .forEach(name -> all.put(name, initial(name).orElse(defaults.getOrDefault(name, ""))));
            set(session, all);
            if (runs.getAsBoolean()) {
                try (Session live = sessions.open()) {
                    set(live, all);
                }
            }
            return wanted;
        }
    }

    private Optional<String> initial(String name) {
        return Options.initial(places.node().ram(), name);
    }

    private static String written(String name, String value, Map<String, String> defaults) {
        String known = defaults.get(name);
        if (known == null) {
            throw new EngineFailure(Kind.REFUSED, "The server has no parameter %s.".formatted(name));
        }
        boolean isSwitch = known.equals("yes") || known.equals("no");
        return switch (isSwitch ? value : "") {
            case "1" -> "yes";
            case "0" -> "no";
            default -> value;
        };
    }

    private static void set(Session session, Map<String, String> values) {
        if (values.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of("CONFIG", "SET"));
        values.forEach((name, value) -> command.addAll(List.of(name, value)));
        try {
            session.ask(command);
        } catch (EngineFailure failure) {
            if (failure.kind() == Kind.PASSING) {
                throw failure;
            }
            throw new EngineFailure(Kind.REFUSED, Failures.sentence(failure), failure);
        }
    }

    @Override
    public Optional<String> fallback() {
        return overrides.fallback();
    }
}
