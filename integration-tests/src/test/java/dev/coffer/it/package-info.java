/** Black-box tests: a Coffer of its own per class, started as a user would, real engines, real clients, kill -9. */
@NullMarked
package dev.coffer.it;

import org.jspecify.annotations.NullMarked;
