package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of databases, users and root. */
final class AccountDifferences {
    static final List<Wanted> WANTED = List.of(
            wanted(
                    "\\.itemNotFound\\.message is \"Resource .*",
                    "Trove looks for a cluster when there is no instance, and names that",
                    "instance-root-show-not-found",
                    "root-enable-not-found"),
            wanted(
                    "\\.badRequest\\.message is \"Database name .*",
                    "one sentence says enough",
                    "database-delete-reserved"));

    private AccountDifferences() {}
}
