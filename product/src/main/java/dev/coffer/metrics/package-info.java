/**
 * Figures of this installation, in the text form of Prometheus. Other rooms know only observer interfaces of their own, which are
 * implemented here; what is in the store is read when somebody asks, so nothing is kept for an instance that is gone.
 *
 * <p>Read {@link dev.coffer.metrics.Metrics} first.
 */
@NullMarked
package dev.coffer.metrics;

import org.jspecify.annotations.NullMarked;
