package dev.coffer.model;

import org.jspecify.annotations.Nullable;

/** An engine as tenants see it, e.g. {@code mariadb}. */
public record Datastore(String id, String name, @Nullable String defaultVersionId) {}
