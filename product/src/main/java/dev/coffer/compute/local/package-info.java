/**
 * Instances on this host: a directory, a user (when Coffer runs as root), limits and a detached agent process for each.
 * <p>What a guest owns is never trusted: root writes into its directory only by renaming finished files, and what belongs to an
 * instance is found by asking the kernel. Read {@link dev.coffer.compute.local.LocalCompute} first.
 */
@NullMarked
package dev.coffer.compute.local;

import org.jspecify.annotations.NullMarked;
