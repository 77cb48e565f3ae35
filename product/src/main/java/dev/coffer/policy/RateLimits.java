package dev.coffer.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How many requests a project may make a minute. A project may use a minute's worth at once and then goes on at the same pace. Held in
 * memory: each control plane counts its own.
 */
public final class RateLimits {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MANY_PROJECTS = 10_000;

    /**
     * Requests a minute, -1 for any number.
     *
     * @param put also of PATCH
     * @param get also of HEAD
     * @param manage POST in the management tree, which count as POST as well
     */
    public record Rates(int post, int put, int delete, int get, int manage) {
        public static final Rates NONE = new Rates(-1, -1, -1, -1, -1);
    }

    /** One limit, as it is shown. */
    public record Limit(String verb, String uri, String regex, int value) {
        private static final String EVERYTHING = "*";
        private static final String MANAGEMENT = "*/mgmt";

        private boolean covers(String method, boolean management) {
            return verb.equals(method) && (management || !uri.equals(MANAGEMENT));
        }

        private long interval() {
            return MINUTE / value;
        }
    }

    /** @param remaining requests that could be made now */
    public record State(Limit limit, int remaining, Instant nextAvailable) {}

    /** A request too many. */
    public record Excess(Limit limit, Duration pause) {}

    private final List<Limit> limits;
    private final InstantSource clock;

    /** For each limit the time at which all that was used will have been earned back. */
    private final Map<String, AtomicLongArray> used = new ConcurrentHashMap<>();

    private volatile Instant nextSweep;

    public RateLimits(Rates rates, InstantSource clock) {
        this.limits = limits(rates);
        this.clock = clock;
        this.nextSweep = clock.instant();
    }

    private static List<Limit> limits(Rates rates) {
        return List.of(
                        new Limit("POST", Limit.EVERYTHING, ".*", rates.post()),
                        new Limit("PUT", Limit.EVERYTHING, ".*", rates.put()),
                        new Limit("DELETE", Limit.EVERYTHING, ".*", rates.delete()),
                        new Limit("GET", Limit.EVERYTHING, ".*", rates.get()),
                        new Limit("POST", Limit.MANAGEMENT, "^/mgmt", rates.manage()))
                .stream()
                .filter(limit -> limit.value() > 0)
                .toList();
    }

    /** Counts a request, unless there were too many. */
    public Optional<Excess> count(String projectId, String method, boolean management) {
        if (limits.isEmpty()) {
            return Optional.empty();
        }
        String verb = verb(method);
        AtomicLongArray times = times(projectId);
        for (int i = 0; i < limits.size(); i++) {
            Limit limit = limits.get(i);
            if (limit.covers(verb, management)) {
                Duration wait = take(times, i, limit.interval());
                if (wait.isPositive()) {
                    return Optional.of(new Excess(limit, wait));
                }
            }
        }
        return Optional.empty();
    }

    private AtomicLongArray times(String projectId) {
        AtomicLongArray known = used.get(projectId);
        if (known != null) {
            return known;
        }
        sweep();
        return used.computeIfAbsent(projectId, _ -> new AtomicLongArray(limits.size()));
    }

    private static String verb(String method) {
        return switch (method) {
            case "PATCH" -> "PUT";
            case "HEAD" -> "GET";
            default -> method;
        };
    }

    /** Uses the time of one request, or says how long to wait until there is some. */
    private Duration take(AtomicLongArray times, int index, long interval) {
        long now = now();
        while (true) {
            long before = times.get(index);
            long after = Math.max(now, before) + interval;
            if (after - now > MINUTE) {
                return Duration.ofNanos(after - now - MINUTE);
            }
            if (times.compareAndSet(index, before, after)) {
                return Duration.ZERO;
            }
        }
    }

    private long now() {
        return clock.millis() * 1_000_000;
    }

    public List<State> states(String projectId) {
        AtomicLongArray times = used.getOrDefault(projectId, new AtomicLongArray(limits.size()));
        long now = now();
        List<State> states = new ArrayList<>();
        for (int i = 0; i < limits.size(); i++) {
            long interval = limits.get(i).interval();
            long debt = Math.max(0, times.get(i) - now);
            long wait = Math.max(0, debt + interval - MINUTE);
            states.add(new State(
                    limits.get(i),
                    (int) Math.min(limits.get(i).value(), (MINUTE - debt) / interval),
                    clock.instant().plusNanos(wait)));
        }
        return states;
    }

    /** Forgets projects that have earned back all they used. */
    private void sweep() {
        if (used.size() <= MANY_PROJECTS || clock.instant().isBefore(nextSweep)) {
            return;
        }
        nextSweep = clock.instant().plus(Duration.ofMinutes(1));
        long now = now();
        used.values().removeIf(times -> {
            for (int i = 0; i < times.length(); i++) {
                if (times.get(i) > now) {
                    return false;
                }
            }
            return true;
        });
    }
}
