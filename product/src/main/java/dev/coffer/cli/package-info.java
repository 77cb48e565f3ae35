/**
 * The command line client: a pure client of the REST API.
 */
@NullMarked
package dev.coffer.cli;

import org.jspecify.annotations.NullMarked;
