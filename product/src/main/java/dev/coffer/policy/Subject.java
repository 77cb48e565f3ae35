package dev.coffer.policy;

import dev.coffer.identity.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What a rule is asked about.
 *
 * @param owner project of what the call is about; null while that is not known
 */
record Subject(Caller caller, @Nullable String owner) {}
