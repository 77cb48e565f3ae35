/**
 * The API on a socket: Jetty's core on virtual threads.
 */
@NullMarked
package dev.coffer.api.jetty;

import org.jspecify.annotations.NullMarked;
