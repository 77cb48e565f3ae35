package dev.coffer.engine;

import org.jspecify.annotations.Nullable;

/**
 * Encryption of tenants' connections, as a server does it now.
 *
 * @param certificate the server's, as PEM; null without one
 */
public record Tls(boolean on, @Nullable String certificate) {}
