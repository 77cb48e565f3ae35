package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of versions and of routes that nobody has. */
final class ServiceDifferences {
    static final List<Wanted> WANTED = List.of(wanted(
            "status 200 instead of 40[13]| has version| lacks (error|code|message|title)",
            "clients that discover versions take the document; Trove refuses it",
            "versions-v1",
            "versions-v1-slash",
            "versions-v1-slash-token",
            "route-project-only"));

    private ServiceDifferences() {}
}
