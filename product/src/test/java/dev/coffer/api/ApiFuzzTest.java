package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.fuzz.Fuzz;
import dev.coffer.fuzz.Mutations;
import dev.coffer.identity.local.LocalIdentity;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is asked of whichever route is answered, soon, and never as an error of the server; what is refused has changed no row, and
 * what is accepted only rows it may. Every route takes part by itself, with a share of the time; {@code -Dcoffer.fuzz.cases=1000} asks
 * each so often.
 */
final class ApiFuzzTest {
    private static final Duration BOX = Duration.ofSeconds(20);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @TempDir
    Path directory;

    private final FuzzRequests requests = new FuzzRequests();
    private final Set<String> unsupported = unsupported();
    private final Map<Integer, Integer> answers = new TreeMap<>();

    ApiFuzzTest() throws IOException, URISyntaxException {}

    /** Routes that may be answered with 501, as the document says. */
    private static Set<String> unsupported() {
        return new Specification()
                .operations().stream()
                        .filter(operation -> operation.responses().has("501"))
                        .map(Specification.Operation::route)
                        .collect(Collectors.toSet());
    }

    private static List<String> routes(FuzzStages stages, Predicate<String> wanted) {
        return stages.stage().api.routes().stream().filter(wanted).toList();
    }

    @Test
    void whatever_is_asked_is_answered_and_what_is_refused_changes_nothing() throws Exception {
        try (FuzzStages stages = new FuzzStages(directory, Stage.IDENTITY)) {
            List<String> routes = routes(stages, route -> !route.contains(" /v3"));
            Fuzz.each("The API", routes, BOX, (route, random) -> ask(stages, route, random));
        }
        System.out.println("Answers by status: " + answers);
        if (answers.values().stream().mapToInt(Integer::intValue).sum() > 2_000) {
            assertThat(answers).as("both ways are tried").containsKeys(200, 202, 400, 401, 403, 404, 422);
        }
    }

    @Test
    void whoever_logs_in_is_answered() throws Exception {
        LocalIdentity identity =
                LocalIdentity.open(directory.resolve("control"), Duration.ofHours(1), InstantSource.system());
        String admin =
                Files.readString(directory.resolve("control/admin-token")).strip();
        try (FuzzStages stages = new FuzzStages(directory, identity)) {
            List<String> routes = routes(stages, route -> route.contains(" /v3"));
            Fuzz.each("Keystone's part of the API", routes, BOX.dividedBy(4), (route, random) -> {
                Mutations mutations = new Mutations(random);
                Map<String, String> headers = new LinkedHashMap<>();
                headers.put("x-auth-token", mutations.chance(2) ? admin : mutations.damaged(admin));
                headers.put("x-subject-token", mutations.chance(2) ? admin : mutations.text());
                stages.next();
                mustBeAnswered(stages, requests.request(mutations, stages, route, "", headers), false);
            });
        }
    }

    private void ask(FuzzStages stages, String route, Random random) throws IOException, SQLException {
        Mutations mutations = new Mutations(random);
        boolean admin = route.contains("/mgmt/") ? !mutations.chance(6) : mutations.chance(5);
        String project = admin ? Stage.ADMINS : Stage.PROJECT;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-auth-token", (admin ? "admin:" : "member:") + project);
        headers.put("content-type", "application/json");
        if (mutations.chance(15)) {
            headers.put(
                    mutations.any(List.of("x-auth-token", "authorization", "host", "content-type", "accept")),
                    mutations.chance(2) ? "Basic " + mutations.text() : mutations.text());
        }
        String asked = mutations.chance(25) ? WireSeed.FOREIGNERS : project;
        stages.next();
        mustBeAnswered(stages, requests.request(mutations, stages, route, asked, headers), !admin);
    }

    /** @param asMember who may change nothing of others */
    private void mustBeAnswered(FuzzStages stages, Request request, boolean asMember) throws SQLException {
        int before = stages.writes();
        Response response = stages.stage().api.handle(request);
        String said = said(request, response);
        answers.merge(response.status(), 1, Integer::sum);
        assertThat(response.status()).as(said).isBetween(200, 501).isNotEqualTo(500);
        if (response.status() == 501) {
            String route = stages.stage().observed.getLast().replaceFirst(" 501$", "");
            assertThat(unsupported.contains(route))
                    .as(said + ", which openapi.yaml does not say of " + route)
                    .isTrue();
        }
        boolean written = stages.writes() != before;
        if (response.status() >= 400) {
            assertThat(response.bodyText()).as(said).hasSizeLessThan(64 * 1024).doesNotContain("Exception");
            assertThat(!written || stages.isAsBefore())
                    .as(said + ", and has changed rows")
                    .isTrue();
        } else if (written) {
            mustChangeOnlyItsOwn(stages, request, said, asMember);
        }
    }

    private static String said(Request request, Response response) {
        return "%s?%s with %s: %d %s"
                .formatted(
                        brief(request.toString()),
                        brief(request.query()),
                        brief(new String(request.body(), StandardCharsets.UTF_8)),
                        response.status(),
                        brief(response.bodyText()));
    }

    private static String brief(String text) {
        return text.length() > 1_000 ? text.substring(0, 1_000) + "…" : text;
    }

    private static void mustChangeOnlyItsOwn(FuzzStages stages, Request request, String said, boolean asMember)
            throws SQLException {
        Set<String> named = new HashSet<>();
        collect(PercentCoding.decode(request.path()) + new String(request.body(), StandardCharsets.UTF_8), named);
        stages.before().rows("instance").stream()
                .filter(row -> named.contains(row.substring(0, row.indexOf('|'))))
                .toList()
                .forEach(row -> collect(row, named)); // their replica sets
        Map<String, List<String>> changed = stages.changed();
        if (asMember) {
            assertThat(changed.values().stream().flatMap(List::stream))
                    .as(said + ", and has changed what is another project's")
                    .noneMatch(row -> row.contains(WireSeed.FOREIGNERS));
            assertThat(changed.getOrDefault("instance", List.of()))
                    .as(said + ", and has changed instances that it does not name")
                    .allMatch(row -> named.stream().anyMatch(row::contains));
        }
    }

    private static void collect(String text, Set<String> ids) {
        ID.matcher(text).results().forEach(found -> ids.add(found.group()));
    }
}
