/**
 * What the listeners of the API and of the agents share: who is kept when too many come.
 * <p>Read {@link dev.coffer.listener.Crowd} first.
 */
@NullMarked
package dev.coffer.listener;

import org.jspecify.annotations.NullMarked;
