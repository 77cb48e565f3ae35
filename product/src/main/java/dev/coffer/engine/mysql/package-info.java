/**
 * MariaDB and MySQL, one family.
 * <p>Read {@link dev.coffer.engine.mysql.MariadbEngine} first, then {@code SqlServer}, which runs a server, and {@code SqlReplication},
 * which says what a primary and a replica are. What both servers need carries the name of neither; what differs is behind small
 * interfaces with a class for each, which {@code Brand} lists.
 */
@NullMarked
package dev.coffer.engine.mysql;

import org.jspecify.annotations.NullMarked;
