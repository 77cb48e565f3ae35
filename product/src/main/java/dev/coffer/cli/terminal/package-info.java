/**
 * What people and scripts see: tables, JSON, YAML, values, and the progress of operations.
 *
 * <p>Answers go to standard output, everything else (progress, errors, advice) to standard error. Read
 * {@link dev.coffer.cli.terminal.Terminal} first.
 */
@NullMarked
package dev.coffer.cli.terminal;

import org.jspecify.annotations.NullMarked;
