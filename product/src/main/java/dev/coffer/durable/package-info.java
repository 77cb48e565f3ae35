/**
 * Operations that survive: named steps whose results are stored, leases with fencing, retry, waiting without a thread,
 * undo. Knows nothing of databases or of SQL.
 * <p>Read {@link dev.coffer.durable.Steps} first, then {@link dev.coffer.durable.Runner}.
 */
@NullMarked
package dev.coffer.durable;

import org.jspecify.annotations.NullMarked;
