package dev.coffer.api;

import tools.jackson.databind.node.ObjectNode;

/** Limits of the caller's project. */
final class LimitsResource {
    private static final int NONE = -1;

    private final Settings settings;

    LimitsResource(Settings settings) {
        this.settings = settings;
    }

    /** The command line client takes the first row for the absolute limits and shows the others as rates, of which there are none. */
    Response list(Call call) {
        ObjectNode absolute = Json.object()
                .put("verb", "ABSOLUTE")
                .put("max_instances", settings.maxInstances())
                .put("max_ram", NONE)
                .put("max_volumes", settings.maxVolumes())
                .put("max_backups", NONE);
        return Response.ok(Json.wrap("limits", Json.array().add(absolute)));
    }
}
