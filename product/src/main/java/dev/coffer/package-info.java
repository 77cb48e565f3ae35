/**
 * Where everything is put together: {@code Main} is the one entrance. The rooms are in {@code docs/architecture.md}.
 */
@NullMarked
package dev.coffer;

import org.jspecify.annotations.NullMarked;
