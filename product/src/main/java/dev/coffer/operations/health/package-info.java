/**
 * The periodic look at what is and what should be. It decides on an immutable snapshot and files operations; only operations change
 * things.
 *
 * <p>Read {@link dev.coffer.operations.health.Problem} first: a new failure mode is a new row there.
 */
@NullMarked
package dev.coffer.operations.health;

import org.jspecify.annotations.NullMarked;
