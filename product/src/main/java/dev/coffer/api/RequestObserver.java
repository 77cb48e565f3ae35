package dev.coffer.api;

import java.time.Duration;

/** Is told of every request that was answered. Must be quick and must not fail. */
@FunctionalInterface
public interface RequestObserver {

    /** The route of requests that fit none, or that were refused before one was looked for. */
    String NO_ROUTE = "none";

    /** @param route as in {@code /v1.0/{project}/instances/{id}}, never what stood in its place */
    void answered(String method, String route, int status, Duration took);
}
