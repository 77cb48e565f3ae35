package dev.coffer.api;

import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What anybody may ask: versions and health. */
final class ServiceResource {
    private final Settings settings;
    private final BooleanSupplier speaksKeystone;

    ServiceResource(Settings settings, BooleanSupplier speaksKeystone) {
        this.settings = settings;
        this.speaksKeystone = speaksKeystone;
    }

    /**
     * Versions of both APIs that are served here. Trove's clients look for {@code v1.0}; keystoneauth, given an {@code auth_url}
     * without a version, takes the {@code v3} entry.
     */
    Response versions(Request request) {
        ArrayNode versions = Json.array();
        versions.add(trove(request));
        if (speaksKeystone.getAsBoolean()) {
            versions.add(keystone(request));
        }
        return Response.ok(Json.wrap("versions", versions));
    }

    Response troveVersion(Request request) {
        return Response.ok(Json.wrap("version", trove(request)));
    }

    Response keystoneVersion(Request request) {
        ObjectNode version = keystone(request);
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
        return Response.ok(Json.wrap("version", version));
    }

    /** Load balancers want text; clients that accept JSON get what oslo's middleware gives them. */
    Response health(Request request) {
        if (request.header("Accept").orElse("").contains("application/json")) {
            ObjectNode body = Json.object().put("detailed", false);
            body.putArray("reasons").add("OK");
            return Response.ok(body);
        }
        return Response.text(200, "OK");
    }

    private ObjectNode trove(Request request) {
        return entry("v1.0", "CURRENT", "2012-08-01T00:00:00Z", Links.base(request, settings.publicUrl()) + "/v1.0/");
    }

    private ObjectNode keystone(Request request) {
        return entry("v3.14", "stable", "2020-04-07T00:00:00Z", Links.base(request, settings.publicUrl()) + "/v3/");
    }

    private static ObjectNode entry(String id, String status, String updated, String href) {
        ObjectNode entry = Json.object().put("id", id).put("status", status).put("updated", updated);
        entry.putArray("links").addObject().put("rel", "self").put("href", href);
        return entry;
    }
}
