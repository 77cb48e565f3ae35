/**
 * MariaDB, and the room of its family.
 * <p>Read {@link dev.coffer.engine.mysql.MariadbEngine} first, then {@code MariadbServer}, which runs a server, and
 * {@code MariadbReplication}, which says what a primary and a replica are. What every engine of the family needs (sessions, quoting,
 * names, accounts, positions) carries no MariaDB in its name.
 */
@NullMarked
package dev.coffer.engine.mysql;

import org.jspecify.annotations.NullMarked;
