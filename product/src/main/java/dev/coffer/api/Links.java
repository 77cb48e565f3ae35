package dev.coffer.api;

import tools.jackson.databind.node.ArrayNode;

/** Links of views: they lead the caller back through the address and the project it used. */
record Links(String base, String projectId) {

    static Links of(Call call, Settings settings) {
        return new Links(
                base(call.request(), settings.publicUrl()), call.caller().projectId());
    }

    static String base(Request request, String publicUrl) {
        return publicUrl.isEmpty() ? request.scheme() + "://" + request.host() : trimmed(publicUrl);
    }

    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** The two links of every resource. */
    ArrayNode to(String collection, String id) {
        ArrayNode links = Json.array();
        links.addObject()
                .put("href", base + "/v1.0/" + projectId + "/" + collection + "/" + id)
                .put("rel", "self");
        links.addObject().put("href", base + "/" + collection + "/" + id).put("rel", "bookmark");
        return links;
    }
}
