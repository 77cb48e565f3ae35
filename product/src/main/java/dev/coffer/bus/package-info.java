/**
 * Between control plane and agents: envelope, outbox dispatch, presence; one folder per wire.
 */
@NullMarked
package dev.coffer.bus;

import org.jspecify.annotations.NullMarked;
