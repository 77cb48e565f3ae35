package dev.coffer.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a project may have so much of. */
public enum QuotaResource {
    INSTANCES,
    /** MiB. */
    RAM,
    /** GiB. */
    VOLUMES,
    BACKUPS;

    /** As on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<QuotaResource> named(String word) {
        return Arrays.stream(values())
                .filter(resource -> resource.word().equals(word))
                .findFirst();
    }
}
