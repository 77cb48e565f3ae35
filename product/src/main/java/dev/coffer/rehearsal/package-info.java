/**
 * A short life of a control plane and an agent, played while Coffer is built, so that Java can keep what they load
 * ({@link dev.coffer.compute.local.JavaProgram}).
 *
 * <p>Read {@link dev.coffer.rehearsal.Rehearsal} first. What is not played here still works, only its first time is slower.
 */
@NullMarked
package dev.coffer.rehearsal;

import org.jspecify.annotations.NullMarked;
