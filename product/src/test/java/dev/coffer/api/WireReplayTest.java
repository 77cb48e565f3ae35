package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Replays what clients said to a real Trove, and compares what it answered. */
class WireReplayTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");

    @TempDir
    Path directory;

    private final Contract contract = new Contract();

    @Test
    void answers_as_the_recorded_trove() throws IOException, URISyntaxException {
        replay(Exchange.read(bundled()));
    }

    /** The copy in the test's resources is what a newer record, if there is one, holds for these routes. */
    @Test
    void answers_as_the_whole_record_says() throws IOException, URISyntaxException {
        Path whole = wholeRecord();
        assumeTrue(
                Files.exists(whole), "There is no record of Trove's answers at " + whole + "; the copy was replayed.");
        List<Exchange> exchanges = Exchange.read(whole);
        assertThat(exchanges.stream().map(Exchange::toString))
                .isEqualTo(Exchange.read(bundled()).stream()
                        .map(Exchange::toString)
                        .toList());
        replay(exchanges);
    }

    private static Path bundled() throws URISyntaxException {
        return Path.of(Objects.requireNonNull(WireReplayTest.class.getResource("wire.jsonl"))
                .toURI());
    }

    private static Path wholeRecord() {
        String chosen = System.getProperty("coffer.wire", System.getenv().getOrDefault("COFFER_WIRE", ""));
        Path module = Path.of("").toAbsolutePath();
        Path repository = Files.exists(module.resolve("product")) ? module : module.resolve("..");
        return chosen.isEmpty()
                ? repository.resolve("../shared/trove-wire.jsonl").normalize()
                : Path.of(chosen);
    }

    private void replay(List<Exchange> exchanges) {
        List<String> unwanted = new ArrayList<>();
        WireDifferences differences = new WireDifferences();
        int alike = 0;
        try (Stage stage = new Stage(directory)) {
            WireSeed seed = new WireSeed(stage);
            seed.plant();
            for (Exchange exchange : exchanges) {
                List<String> found = play(stage, seed, exchange);
                differences.unwanted(exchange, found).forEach(difference -> unwanted.add(exchange + ": " + difference));
                alike += found.isEmpty() ? 1 : 0;
            }
        }
        System.out.printf(
                "Trove's record: %d exchanges replayed, %d answered alike, %d otherwise on purpose, %d otherwise by mistake%n",
                exchanges.size(), alike, exchanges.size() - alike - unwanted.size(), unwanted.size());
        assertThat(unwanted).as("differences nobody asked for").isEmpty();
        assertThat(differences.outdated())
                .as("listed differences that no longer occur")
                .isEmpty();
    }

    private List<String> play(Stage stage, WireSeed seed, Exchange exchange) {
        if (exchange.name().startsWith("cli:")) {
            seed.plantClients();
        }
        if (exchange.name().equals("mgmt-instances-admin")) {
            seed.resize();
        }
        Request request = request(seed, exchange);
        Response answer = stage.api.handle(request);
        contract.check(request, answer);
        JsonNode body = Stage.json(answer);
        if (exchange.name().equals("instance-create-ok")) {
            seed.names.put("instance_new", body.path("instance").path("id").asString());
        }
        if (exchange.name().equals("configuration-create-ok")) {
            seed.names.put(
                    "configuration_new", body.path("configuration").path("id").asString());
        }
        if (exchange.name().equals("instance-delete-again")) {
            String gone = seed.names.getOrDefault("instance_new", "");
            stage.store.change(tx -> tx.instances().delete(gone, stage.now));
        }
        WireComparison comparison = new WireComparison(seed.names);
        comparison.headers(exchange.response().path("headers"), answer);
        comparison.status(exchange.status(), answer.status());
        boolean headersOnly = exchange.request().path("method").asString().equals("HEAD");
        if (!headersOnly) {
            comparison.body(exchange.response().path("body"), body);
        }
        return comparison.differences();
    }

    private static Request request(WireSeed seed, Exchange exchange) {
        JsonNode recorded = exchange.request();
        Map<String, String> headers = new LinkedHashMap<>();
        recorded.path("headers")
                .properties()
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().asString()));
        String path = bind(recorded.path("path").asString(), seed, exchange);
        if (!exchange.role().isEmpty()) {
            headers.put("x-auth-token", exchange.role() + ":" + project(path, exchange));
        }
        JsonNode body = recorded.path("body");
        String sent = body.isString() ? body.stringValue() : body.isNull() ? "" : body.toString();
        return Stage.request(recorded.path("method").asString(), path, bind(sent, seed, exchange), headers);
    }

    /** The callers of the record are members (or administrators) of the project in the path. */
    private static String project(String path, Exchange exchange) {
        String[] segments = path.split("[/?]");
        String project = segments.length > 2 ? segments[2] : "";
        return project.matches("[0-9a-f]{32}") && !exchange.name().equals("route-project-only")
                ? project
                : Stage.PROJECT;
    }

    private static String bind(String text, WireSeed seed, Exchange exchange) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(
                match.group(1).startsWith("uuid_")
                        ? seed.numbered(exchange)
                        : seed.names.getOrDefault(match.group(1), match.group())));
    }
}
