package dev.coffer.api;

import static dev.coffer.api.WireDifferences.wanted;

import dev.coffer.api.WireDifferences.Wanted;
import java.util.List;

/** Wanted differences of datastores, flavors and limits. */
final class CatalogueDifferences {
    static final List<Wanted> WANTED = List.of(wanted(
            "\\.limits has 1 entries instead of 6|\\.limits\\[\\]\\.max_backups is -1 .*",
            "there are no rate limits and no backups yet",
            "cli: openstack database limit list -f json"));

    private CatalogueDifferences() {}
}
