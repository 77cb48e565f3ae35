/**
 * What the servers of all engines have in common, for the rooms of engines to build theirs from: where their files are
 * ({@link dev.coffer.engine.server.Places}), how their data come to be ({@link dev.coffer.engine.server.DataDirectory}), how a process is
 * started, adopted and stopped ({@link dev.coffer.engine.server.Life}) and looked at ({@link dev.coffer.engine.server.HealthProbe}), what
 * it is meant to be ({@link dev.coffer.engine.server.Standing}), what a tenant has set ({@link dev.coffer.engine.server.Overrides}), and
 * its logs. {@link dev.coffer.engine.server.LivingServer} puts them together. Nothing here knows an engine.
 */
@NullMarked
package dev.coffer.engine.server;

import org.jspecify.annotations.NullMarked;
