/**
 * PostgreSQL.
 * <p>Read {@link dev.coffer.engine.postgresql.PostgresqlEngine} first, then {@code PostgresqlServer}, which runs a server,
 * {@code PostgresqlReplication}, which says what a primary and a replica are, and {@code PostgresqlAccounts}, which says to whom things in
 * a database belong.
 */
@NullMarked
package dev.coffer.engine.postgresql;

import org.jspecify.annotations.NullMarked;
