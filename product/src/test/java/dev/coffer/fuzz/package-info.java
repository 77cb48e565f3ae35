/** Random input with a seed, for tests of what must never fail whatever comes in. */
@NullMarked
package dev.coffer.fuzz;

import org.jspecify.annotations.NullMarked;
