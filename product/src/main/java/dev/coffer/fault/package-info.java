/**
 * Errors as values: a code, an HTTP status, Trove's fault key and a sentence that says what to do.
 * <p>Thrown anywhere in the control plane as {@link dev.coffer.fault.Fault}, mapped once by the API.
 */
@NullMarked
package dev.coffer.fault;

import org.jspecify.annotations.NullMarked;
