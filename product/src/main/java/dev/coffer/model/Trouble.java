package dev.coffer.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why an instance is in ERROR: a sentence for the tenant, details for the operator. Trove calls it fault. */
public record Trouble(
        String message, Instant created, @Nullable String details) {}
