package dev.coffer.engine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tenant has set on a server, beyond its defaults. It is kept in the instance's directory, so that every later start has it.
 *
 * <p>A server that does not start with new values goes back to those it last started with, by itself.
 */
public interface Settings {

    /**
     * Makes these values, and no others, what the server is set to: at once where it can, for the next start where it cannot. A server
     * that was not initialised yet has them from its first start on.
     *
     * @return names of those that wait for a restart
     * @throws EngineFailure {@code REFUSED} when a value is not taken; then everything is as it was
     */
    List<String> apply(Map<String, String> values) throws IOException, InterruptedException;

    /** Why the server went back to earlier values; empty when it did not since they were last applied. */
    Optional<String> fallback();
}
