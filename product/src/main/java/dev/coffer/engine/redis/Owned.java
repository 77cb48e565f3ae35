package dev.coffer.engine.redis;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Parameters that are not for tenants are all but these: the others name files, addresses and programs, give up durability, break
 * replication, or shut the agent out.
 */
final class Owned {
    private static final List<String> FREE_FAMILIES = List.of(
            "active-defrag-",
            "active-expire-",
            "commandlog-",
            "hash-max-",
            "hll-",
            "lazyfree-",
            "lfu-",
            "list-",
            "set-max-",
            "slowlog-",
            "stream-node-",
            "zset-max-");

    private static final Set<String> FREE = Set.of(
            "activedefrag",
            "activerehashing",
            "appendfsync",
            "client-query-buffer-limit",
            "dynamic-hz",
            "extended-redis-compatibility",
            "hz",
            "jemalloc-bg-thread",
            "latency-monitor-threshold",
            "latency-tracking",
            "maxclients",
            "maxmemory-eviction-tenacity",
            "maxmemory-policy",
            "maxmemory-samples",
            "notify-keyspace-events",
            "proto-max-bulk-len",
            "tcp-keepalive",
            "timeout",
            "tracking-table-max-keys");

    /** An older name of others. */
    private static final String ALIAS = "ziplist";

    /** Least values below which the agent or a replica would not get in. */
    static final Map<String, Long> LEAST = Map.of("maxclients", 100L);

    private Owned() {}

    /** @param name in lower case */
    static boolean covers(String name) {
        boolean free = FREE.contains(name) || FREE_FAMILIES.stream().anyMatch(name::startsWith);
        return !free || name.contains(ALIAS);
    }
}
