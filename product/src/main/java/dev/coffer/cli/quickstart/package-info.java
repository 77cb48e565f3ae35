/**
 * From nothing to a primary with two replicas, and the proof that they replicate.
 *
 * <p>A client of the API like any other, with one exception: the proof speaks to the databases themselves, through the
 * {@link dev.coffer.engine.Trial} of their engine. Each stage looks for what is there before it makes anything, so that a second run
 * completes what an interrupted one began. Read {@link dev.coffer.cli.quickstart.Quickstart} first.
 */
@NullMarked
package dev.coffer.cli.quickstart;

import org.jspecify.annotations.NullMarked;
