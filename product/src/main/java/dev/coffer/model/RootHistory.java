package dev.coffer.model;

import java.time.Instant;

/** Whether and when a tenant was first given the superuser of an instance. */
public record RootHistory(String instanceId, Instant enabled, String userId) {}
