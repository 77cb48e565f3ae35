/**
 * MongoDB, as a replica set of one server.
 * <p>Read {@link dev.coffer.engine.mongodb.MongodbEngine} first, then {@code MongodbServer}, which runs a server, {@code MongodbData},
 * which makes its data, and {@code MongodbAccounts}. The server's licence keeps it out of every package archive: an operator supplies it.
 */
@NullMarked
package dev.coffer.engine.mongodb;

import org.jspecify.annotations.NullMarked;
