/**
 * How the command line speaks to a Trove v1.0 API: HTTP, JSON, paging, names, and following an operation to its end.
 *
 * <p>Knows nothing of where credentials come from; they arrive as a {@link dev.coffer.cli.client.Session}. Read
 * {@link dev.coffer.cli.client.Trove} first. Small on purpose: the JDK's {@code HttpURLConnection} and a streaming parser start
 * faster than anything richer, and a command lives for a quarter of a second.
 */
@NullMarked
package dev.coffer.cli.client;

import org.jspecify.annotations.NullMarked;
