/**
 * Who may do what, how much and how often. Begin with {@link dev.coffer.policy.Policy}, {@link dev.coffer.policy.Quotas} and
 * {@link dev.coffer.policy.RateLimits}; docs/policy.md and docs/quotas.md say what operators see of it.
 *
 * <p>Depends on {@code identity}, {@code fault}, {@code model} and {@code store} only.
 */
@NullMarked
package dev.coffer.policy;

import org.jspecify.annotations.NullMarked;
