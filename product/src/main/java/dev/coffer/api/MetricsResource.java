package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import java.util.Map;

/** {@code /metrics}: for administrators, since it shows the instances of all projects. */
final class MetricsResource {
    private final Exposition exposition;

    MetricsResource(Exposition exposition) {
        this.exposition = exposition;
    }

    Response show(Caller caller) {
        if (!caller.isAdmin()) {
            throw Fault.forbidden(
                    "The figures show the instances of all projects; only a user with the role admin may read them.");
        }
        return new Response(200, Map.of("Content-Type", exposition.contentType()), exposition.read());
    }
}
