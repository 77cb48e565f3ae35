/**
 * Apache Cassandra: one node, with keyspaces as databases and roles as users.
 * <p>Read {@link dev.coffer.engine.cassandra.CassandraEngine} first, then {@code CassandraServer}, which runs a server, and
 * {@code CassandraData}, which says how the default superuser is locked before anybody else can reach a server.
 * <p>The agent speaks the native protocol itself ({@code Wire}, {@code Session}): it needs text in and rows of a few types out, one
 * question at a time, over one connection to one server. The driver would bring 28 jars of 15 MB, an event loop and pools that cost more
 * memory than an agent may have in all ({@code compute/local/JavaProgram}), and nothing of what it is made for (topology, balancing,
 * paging, retries) would be used. That tenants' drivers understand the servers is proved by tests with that very driver.
 */
@NullMarked
package dev.coffer.engine.cassandra;

import org.jspecify.annotations.NullMarked;
