/**
 * The metadata store: SQL through jOOQ, one class per aggregate, schema by Flyway, one portable subset for SQLite, PostgreSQL
 * and MariaDB. No other room sees jOOQ or SQL.
 * <p>Read {@link dev.coffer.store.Store} first, then {@link dev.coffer.store.Tx}.
 */
@NullMarked
package dev.coffer.store;

import org.jspecify.annotations.NullMarked;
