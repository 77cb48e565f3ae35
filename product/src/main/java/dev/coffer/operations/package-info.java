/**
 * What Coffer does, one class per operation. Each {@code run} reads as its table of contents; each line is a named step.
 */
@NullMarked
package dev.coffer.operations;

import org.jspecify.annotations.NullMarked;
