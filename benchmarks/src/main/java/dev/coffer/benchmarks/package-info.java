/**
 * The figures that Coffer promises, measured on a real Coffer beside its opponents. A new figure is a class that is a {@link
 * dev.coffer.benchmarks.Figure} and a line in {@link dev.coffer.benchmarks.Figures}. Read {@link dev.coffer.benchmarks.Bench} first.
 */
@NullMarked
package dev.coffer.benchmarks;

import org.jspecify.annotations.NullMarked;
