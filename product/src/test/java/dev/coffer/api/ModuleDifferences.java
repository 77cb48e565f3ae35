package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of modules. */
final class ModuleDifferences {
    static final List<Wanted> WANTED = List.of(
            wanted(
                    "\\.module\\.instance_count is 0 instead of 2",
                    "Trove counts the parts of its answer, not the instances",
                    "module-show"),
            wanted(
                    "status 404 instead of 200| has itemNotFound| lacks modules?(instance)?",
                    "a module that does not exist is not silently left out",
                    "module-apply-dead-guest-unknown"));

    private ModuleDifferences() {}
}
