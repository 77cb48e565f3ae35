package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a list that a caller asks for with {@code limit} and {@code marker}. */
record Page(int limit, Optional<String> marker) {

    static Page of(Request request, int largest) {
        Map<String, String> parameters = request.parameters();
        return new Page(
                limit(parameters.get("limit"), largest),
                Optional.ofNullable(parameters.get("marker")).filter(marker -> !marker.isEmpty()));
    }

    private static int limit(@org.jspecify.annotations.Nullable String text, int largest) {
        if (text == null || text.isEmpty()) {
            return largest;
        }
        if (!text.matches("0*[1-9][0-9]{0,17}")) {
            throw Fault.badRequest("The limit must be a positive integer.");
        }
        return (int) Math.min(Long.parseLong(text), largest);
    }

    /** With the marker as the reader means it. */
    Page at(UnaryOperator<String> reading) {
        return new Page(limit, marker.map(reading));
    }

    /** Of sorted items the ones after the marker, and one more when there are more. */
    <T> List<T> from(List<T> sorted, Function<T, String> key) {
        return sorted.stream()
                .filter(item -> marker.isEmpty() || key.apply(item).compareTo(marker.get()) > 0)
                .limit(limit + 1L)
                .toList();
    }

    <T> List<T> cut(List<T> found) {
        return found.size() > limit ? found.subList(0, limit) : found;
    }

    /**
     * Adds the link to the next page when there is one.
     *
     * <p>Under {@code links} the marker is encoded twice: Trove's own client decodes the link once and pastes what it gets into its next
     * URL. gophercloud looks under {@code <collection>_links} and follows what it finds as it is; there it is encoded once.
     */
    <T> void link(ObjectNode body, String collection, List<T> found, Function<T, String> key, Call call, Links links) {
        if (found.size() <= limit) {
            return;
        }
        String last = key.apply(found.get(limit - 1));
        body.set("links", next(href(call, links, PercentCoding.encode(last))));
        body.set(collection + "_links", next(href(call, links, last)));
    }

    private static String href(Call call, Links links, String marker) {
        Map<String, String> parameters = new LinkedHashMap<>(call.request().parameters());
        parameters.put("marker", marker);
        String query = parameters.entrySet().stream()
                .map(entry -> PercentCoding.encode(entry.getKey()) + "=" + PercentCoding.encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return links.base() + call.request().path() + "?" + query;
    }

    private static ArrayNode next(String href) {
        ArrayNode links = Json.array();
        links.addObject().put("rel", "next").put("href", href);
        return links;
    }
}
