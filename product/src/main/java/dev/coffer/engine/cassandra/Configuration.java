package dev.coffer.engine.cassandra;

import dev.coffer.engine.Node;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The server's {@code cassandra.yaml}, from the size of its node. Values are YAML's, on one line each. */
final class Configuration {
    /** The only one there is; keyspaces are replicated by it, so that more nodes may join one day. */
    static final String DATA_CENTER = "datacenter1";

    private static final String PACKAGE = "org.apache.cassandra.";

    private final Node node;
    private final CassandraPlaces places;

    Configuration(Node node, CassandraPlaces places) {
        this.node = node;
        this.places = places;
    }

    /**
     * Of a server as tenants reach it.
     *
     * @param overrides what a tenant has set
     */
    String text(Map<String, String> overrides) {
        Map<String, Object> values = all(node.address(), places.dataDirectory());
        if (places.hasTls()) {
            values.put("client_encryption_options", encryption());
        }
        values.putAll(overrides);
        return written(values);
    }

    /** Of a server that nobody but the agent is to reach. */
    String text(String address, Path directory) {
        return written(all(address, directory));
    }

    private Map<String, Object> all(String address, Path directory) {
        Map<String, Object> values = new TreeMap<>(sizes(node.ram(), node.vcpus(), node.volumeSize()));
        place(values, address, directory);
        logins(values);
        durability(values);
        return values;
    }

    private void place(Map<String, Object> values, String address, Path directory) {
        values.put("cluster_name", quoted(node.instanceId()));
        values.put("num_tokens", 16);
        values.put("partitioner", PACKAGE + "dht.Murmur3Partitioner");
        values.put("endpoint_snitch", "SimpleSnitch");
        values.put(
                "seed_provider",
                "[{class_name: %slocator.SimpleSeedProvider, parameters: [{seeds: %s}]}]"
                        .formatted(PACKAGE, quoted(address)));
        values.put("listen_address", address);
        values.put("storage_port", CassandraEngine.STORAGE_PORT);
        values.put("rpc_address", address);
        values.put("native_transport_port", CassandraEngine.PORT);
        values.put("data_file_directories", "[" + quoted(directory.resolve("data")) + "]");
        values.put("commitlog_directory", quoted(directory.resolve("commitlog")));
        values.put("saved_caches_directory", quoted(directory.resolve("saved_caches")));
        values.put("hints_directory", quoted(directory.resolve("hints")));
        values.put("cdc_raw_directory", quoted(directory.resolve("cdc_raw")));
    }

    private static void logins(Map<String, Object> values) {
        values.put("authenticator", "PasswordAuthenticator");
        values.put("authorizer", "CassandraAuthorizer");
        values.put("role_manager", "CassandraRoleManager");
        values.put("network_authorizer", "AllowAllNetworkAuthorizer");
        values.put("user_defined_functions_enabled", false); // they are code in the server's process
    }

    /** A write is acknowledged when it is on the disk; a server that cannot write any more ends, rather than hanging around. */
    private static void durability(Map<String, Object> values) {
        values.put("commitlog_sync", "batch");
        values.put("commit_failure_policy", "die");
        values.put("disk_failure_policy", "die");
        values.put("auto_snapshot", false); // what a tenant drops gives its room back
    }

    /** Clients may use it. */
    private String encryption() {
        return "{enabled: true, optional: true, require_client_auth: false, keystore: %s, truststore: %s, ssl_context_factory: {class_name: %ssecurity.PEMBasedSslContextFactory}}"
                .formatted(quoted(places.identity()), quoted(places.authority()), PACKAGE);
    }

    /** What depends on the size of the node; MiB, cores and GiB. */
    static Map<String, Object> sizes(int ram, int vcpus, int volumeSize) {
        Map<String, Object> values = new TreeMap<>();
        values.put("concurrent_reads", Math.clamp(8L * vcpus, 16, 128));
        values.put("concurrent_writes", Math.clamp(16L * vcpus, 16, 128));
        values.put("concurrent_compactors", Math.clamp(vcpus / 2, 1, 8));
        values.put("commitlog_segment_size", volumeSize < 10 ? "16MiB" : "32MiB");
        values.put("commitlog_total_space", Math.clamp(volumeSize * 1_024L / 8, 128, 8_192) + "MiB");
        values.put("key_cache_size", Math.clamp(heap(ram) / 20, 8, 100) + "MiB");
        return values;
    }

    /** MiB. The rest is for what the server keeps beside it, and for the system's cache of files. */
    static int heap(int ram) {
        return Math.clamp(Math.max(Math.min(ram / 2, 1_024), ram / 4), 320, 8_192);
    }

    private static String written(Map<String, Object> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + ": " + value.getValue() + "\n")
                .collect(Collectors.joining("", "# Written by the agent at every start; changes are lost.\n", ""));
    }

    private static String quoted(Object value) {
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
