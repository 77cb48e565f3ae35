package dev.coffer.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From method and path to a handler. Patterns are segments; {@code {name}} takes one whole segment, which is decoded after the path
 * was split, so that an encoded slash or dot stays part of a name; {@code {name+}} at the end takes all that is left, slashes included.
 * The first pattern that fits wins.
 */
final class Router<H> {
    private record Route<H>(String method, String path, List<String> pattern, H handler) {}

    /**
     * A handler with the path's parameters, decoded.
     *
     * @param route the pattern of the path
     */
    record Match<H>(H handler, String route, Map<String, String> parameters) {}

    private final List<Route<H>> routes = new ArrayList<>();

    Router<H> on(String method, String pattern, H handler) {
        routes.add(new Route<>(method, pattern, segments(pattern), handler));
        return this;
    }

    Optional<Match<H>> find(String method, String path) {
        List<String> segments = segments(path);
        for (Route<H> route : routes) {
            if (route.method().equals(method)) {
                Optional<Map<String, String>> parameters = match(route.pattern(), segments);
                if (parameters.isPresent()) {
                    return Optional.of(new Match<>(route.handler(), route.path(), parameters.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** Every route, as {@code GET /path}. */
    List<String> routes() {
        return routes.stream().map(route -> route.method() + " " + route.path()).toList();
    }

    List<H> handlers() {
        return routes.stream().map(Route::handler).toList();
    }

    static List<String> segments(String path) {
        String relative = path.startsWith("/") ? path.substring(1) : path;
        return Arrays.asList(relative.split("/", -1));
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> segments) {
        if (pattern.getLast().endsWith("+}") && segments.size() > pattern.size()) {
            int rest = pattern.size() - 1;
            List<String> joined = new ArrayList<>(segments.subList(0, rest));
            joined.add(String.join("/", segments.subList(rest, segments.size())));
            return match(pattern, joined);
        }
        if (pattern.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            String wanted = pattern.get(i);
            String segment = segments.get(i);
            if (!wanted.startsWith("{")) {
                if (!wanted.equals(segment)) {
                    return Optional.empty();
                }
            } else if (segment.isEmpty()) {
                return Optional.empty();
            } else {
                parameters.put(wanted.substring(1, wanted.length() - 1), PercentCoding.decode(segment));
            }
        }
        return Optional.of(parameters);
    }
}
