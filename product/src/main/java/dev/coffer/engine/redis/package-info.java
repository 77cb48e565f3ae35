/**
 * Redis and Valkey, which are one family: the same protocol, files, replication and access rules. Start with
 * {@link dev.coffer.engine.redis.RedisServer}. Who may log in, and from which primary to which the data came, is one document
 * ({@link dev.coffer.engine.redis.Roster}) that travels with the data, since the engine itself replicates neither.
 */
@NullMarked
package dev.coffer.engine.redis;

import org.jspecify.annotations.NullMarked;
