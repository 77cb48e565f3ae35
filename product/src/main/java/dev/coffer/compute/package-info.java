/**
 * Where instances live: servers, addresses, limits; one folder per provider.
 */
@NullMarked
package dev.coffer.compute;

import org.jspecify.annotations.NullMarked;
