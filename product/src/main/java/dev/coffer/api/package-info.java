/**
 * The Trove v1.0 API: one class per resource with its routes and handlers; views own the JSON. Handlers need no socket.
 */
@NullMarked
package dev.coffer.api;

import org.jspecify.annotations.NullMarked;
