package dev.coffer.identity.local;

import dev.coffer.identity.Throttled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Slows down guessing: after a few failures in a row every further one doubles the pause, per user and source, and (more patiently)
 * per source alone.
 */
final class Throttle {
    private static final int FREE_PER_USER = 5;
    private static final int FREE_PER_SOURCE = 30;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration FORGET = Duration.ofMinutes(30);
    private static final int REMEMBERED = 20_000;

    private record Failures(int count, Instant last, Instant until) {}

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    Throttle(InstantSource clock) {
        this.clock = clock;
    }

    /** @throws Throttled while the pause lasts */
    synchronized void require(String user, String source) {
        Instant now = clock.instant();
        for (String key : keys(user, source)) {
            Failures known = failures.get(key);
            if (known != null && now.isBefore(known.until())) {
                throw new Throttled(Duration.between(now, known.until()).plusMillis(999));
            }
        }
    }

    synchronized void failed(String user, String source) {
        List<String> keys = keys(user, source);
        count(keys.getFirst(), FREE_PER_USER);
        count(keys.getLast(), FREE_PER_SOURCE);
    }

    synchronized void succeeded(String user, String source) {
        failures.remove(keys(user, source).getFirst());
    }

    private void count(String key, int free) {
        Instant now = clock.instant();
        Failures known = failures.get(key);
        int before = known == null || known.last().plus(FORGET).isBefore(now) ? 0 : known.count();
        int count = before + 1;
        Duration pause = Duration.ofSeconds(count < free ? 0 : 1L << Math.min(count - free, 20));
        failures.put(key, new Failures(count, now, now.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause)));
    }

    /** A hash, since a name may be of any length. */
    private static List<String> keys(String user, String source) {
        return List.of(Digests.sha256(source + "\n" + user), Digests.sha256(source));
    }
}
