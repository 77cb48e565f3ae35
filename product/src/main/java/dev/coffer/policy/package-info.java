/**
 * Who may do what. Begin with {@link dev.coffer.policy.Policy}.
 *
 * <p>Depends on {@code identity} and {@code fault} only.
 */
@NullMarked
package dev.coffer.policy;

import org.jspecify.annotations.NullMarked;
