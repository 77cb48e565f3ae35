package dev.coffer.api;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the record asks for and Coffer cannot do yet, by area; a line leaves when its area is there, and this class with the last one.
 * {@code -Dcoffer.wire.all} replays them all the same.
 */
final class WireLater {

    /** @param requests fits the record's name, its method with the path below the project, or the keys of its body */
    private record Area(String name, Pattern requests) {
        boolean covers(Exchange exchange) {
            String path = exchange.path().replaceFirst("^/v1.0/\\{\\w+}", "");
            JsonKeys keys = new JsonKeys(exchange);
            return List.of(exchange.name(), exchange.method() + " " + path, keys.text()).stream()
                    .anyMatch(text -> requests.matcher(text).find());
        }
    }

    /** The first level of a request's body, as {@code {resize}}. */
    private record JsonKeys(Exchange exchange) {
        String text() {
            return exchange.request().path("body").isObject()
                    ? "{" + String.join(",", exchange.request().path("body").propertyNames()) + "}"
                    : "";
        }
    }

    private static final List<Area> AREAS = List.of(
            area("backups", "^\\w+ .*/(backups|backup_strategies)(/|\\?|$)"),
            area("configuration groups", "^\\w+ .*/(configurations|configuration|parameters)(/|\\?|$)"),
            area("modules", "^\\w+ .*/modules(/|\\?|$)"),
            area("clusters", "^\\w+ .*/clusters(/|\\?|$)"),
            area("management", "^\\w+ /mgmt/"),
            area("logs", "^\\w+ .*/log(/|\\?|$)"),
            area("certificates", "^\\w+ .*/ssl(/|\\?|$)"),
            area("rate limits", "^rate-limit-"),
            area("deleting datastores", "^datastore-delete-"),
            area("resize", "^\\{resize}$"),
            area("rebuild", "^\\{rebuild}$"));

    private WireLater() {}

    private static Area area(String name, String requests) {
        return new Area(name, Pattern.compile(requests));
    }

    /** Name of the area that has to come first; empty when the exchange can be replayed. */
    static Optional<String> area(Exchange exchange) {
        return Boolean.getBoolean("coffer.wire.all")
                ? Optional.empty()
                : AREAS.stream()
                        .filter(area -> area.covers(exchange))
                        .map(Area::name)
                        .findFirst();
    }
}
