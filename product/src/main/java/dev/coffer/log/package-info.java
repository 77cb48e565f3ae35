/**
 * Logs of control plane and agents: one JSON object a line, in one form, so that an operation or a request is found in all of them by
 * its id. Agents use only {@link dev.coffer.log.LogLine}, which needs nothing but the JDK.
 */
@NullMarked
package dev.coffer.log;

import org.jspecify.annotations.NullMarked;
