/**
 * The configuration: one record tree, strict, printed without secrets.
 */
@NullMarked
package dev.coffer.config;

import org.jspecify.annotations.NullMarked;
