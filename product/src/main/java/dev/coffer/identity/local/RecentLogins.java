package dev.coffer.identity.local;

import dev.coffer.identity.local.Directory.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passwords that were right a moment ago, as keyed hashes in memory: {@code http_basic} sends the password with every request, and
 * bcrypt takes a tenth of a second. Forgotten when the user's entry changes.
 */
final class RecentLogins {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST = 1000;

    private final byte[] key;
    private final InstantSource clock;
    private final Map<String, Instant> known = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST;
        }
    };

    RecentLogins(byte[] key, InstantSource clock) {
        this.key = key.clone();
        this.clock = clock;
    }

    synchronized boolean knows(User user, String password) {
        Instant until = known.get(entry(user, password));
        return until != null && clock.instant().isBefore(until);
    }

    synchronized void remember(User user, String password) {
        known.put(entry(user, password), clock.instant().plus(REMEMBERED));
    }

    private String entry(User user, String password) {
        byte[] message = ("login\n" + user.fingerprint() + "\n" + password).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Digests.hmac(key, message));
    }
}
