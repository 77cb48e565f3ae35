/**
 * Where what outlives an instance is kept: published logs, and backups. Read {@link dev.coffer.backup.ObjectStore} first; a store is a
 * folder here.
 */
@NullMarked
package dev.coffer.backup;

import org.jspecify.annotations.NullMarked;
