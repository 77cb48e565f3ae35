package dev.coffer.api;

import dev.coffer.api.WireReport.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Asks a seeded Coffer what a real Trove was asked, and compares the answers. What counts as Trove's fault and not as its contract is
 * judged here: of an answer that is a 5xx or holds HTML only a clear refusal is wanted; what a dead guest answered is asked, when that
 * changes nothing, but not compared.
 */
final class WireReplay {
    private final Contract contract = new Contract();
    private final WireDifferences differences = new WireDifferences();

    /** @param directory empty, for the store */
    WireReport play(Path directory, List<Exchange> exchanges) throws IOException {
        WireReport report = new WireReport();
        try (Stage stage = new Stage(made(directory, "free"));
                Stage limited = limited(made(directory, "limited"))) {
            WireSeed seed = new WireSeed(stage);
            WireSeed limitedSeed = new WireSeed(limited);
            seed.plant();
            limitedSeed.plant();
            for (Exchange exchange : exchanges) {
                play(exchange.isOfRateLimit() ? limitedSeed : seed, exchange, report);
            }
        }
        return report;
    }

    /** As Trove was configured when its limits were recorded: three requests of a kind a minute. */
    private static Stage limited(Path directory) {
        return new Stage(directory, Stage.IDENTITY, Stage.settings(Stage.SETTINGS.quotas(), Stage.rates(3)));
    }

    private static Path made(Path directory, String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    /** Listed differences that did not occur. */
    List<String> outdated() {
        return differences.outdated();
    }

    private void play(WireSeed seed, Exchange exchange, WireReport report) {
        if (exchange.isOfDeadGuest() && !exchange.method().equals("GET")) {
            report.add(Verdict.DEAD_GUEST); // what it would change, the dead guest did not
        } else {
            seed.before(exchange);
            Request request = request(seed, exchange);
            Response answer = seed.stage.api.handle(request);
            String route = seed.stage.observed.getLast().replaceFirst(" \\d+$", "");
            boolean routed = !route.endsWith(" " + RequestObserver.NO_ROUTE);
            List<String> found = new ArrayList<>(contractBreaches(request, answer));
            if (!routed && answer.status() == 404 && exchange.status() != 404) {
                found.add("there is no such route");
            }
            Verdict verdict = judge(seed, exchange, answer, found);
            seed.after(exchange, answer);
            List<String> unwanted = differences.unwanted(exchange, found);
            if (!unwanted.isEmpty()) {
                report.unwanted(routed ? route : exchange.asked(), exchange, unwanted);
            } else {
                report.add(found.isEmpty() ? verdict : Verdict.ON_PURPOSE);
            }
        }
    }

    private List<String> contractBreaches(Request request, Response answer) {
        try {
            contract.check(request, answer);
            return List.of();
        } catch (AssertionError e) {
            return List.of(
                    "against openapi.yaml: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
        }
    }

    private static Verdict judge(WireSeed seed, Exchange exchange, Response answer, List<String> found) {
        WireComparison comparison = new WireComparison(seed.names());
        Verdict verdict = Verdict.ALIKE;
        if (exchange.isOfDeadGuest()) {
            verdict = Verdict.DEAD_GUEST;
            comparison.answered(answer.status());
        } else if (exchange.status() >= 500) {
            verdict = Verdict.MENDED;
            comparison.refused(exchange.status(), answer.status());
        } else if (isHtml(exchange.response().path("body"))) {
            verdict = Verdict.MENDED;
            comparison.status(exchange.status(), answer.status());
        } else {
            comparison.headers(exchange.response().path("headers"), answer);
            comparison.status(exchange.status(), answer.status());
            if (!exchange.method().equals("HEAD")) {
                comparison.body(exchange.response().path("body"), Stage.json(answer));
            }
        }
        found.addAll(comparison.differences());
        return verdict;
    }

    private static boolean isHtml(JsonNode body) {
        return body.path("message").asString("").contains("<br />");
    }

    private static Request request(WireSeed seed, Exchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.request()
                .path("headers")
                .properties()
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().asString()));
        String path = seed.bind(exchange.path(), exchange);
        if (!exchange.role().isEmpty()) {
            headers.put("x-auth-token", exchange.role() + ":" + project(path, exchange));
        }
        JsonNode body = exchange.request().path("body");
        String sent = body.isString() ? body.stringValue() : body.isNull() ? "" : body.toString();
        return Stage.request(exchange.method(), path, seed.bind(sent, exchange), headers);
    }

    /** The callers of the record are members (or administrators) of the project in the path. */
    private static String project(String path, Exchange exchange) {
        String[] segments = path.split("[/?]");
        String project = segments.length > 2 ? segments[2] : "";
        return project.matches("[0-9a-f]{32}") && !exchange.name().equals("route-project-only")
                ? project
                : Stage.PROJECT;
    }
}
