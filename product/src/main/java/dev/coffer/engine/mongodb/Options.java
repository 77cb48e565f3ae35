package dev.coffer.engine.mongodb;

import dev.coffer.engine.Node;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The server's configuration, from the size of its node. */
final class Options {
    private static final int MEBIBYTES = 1_024;

    /** There is nobody to hand over to, so nobody to wait for. */
    private static final int STOP_MILLIS = 100;

    private final Node node;
    private final MongodbPlaces places;

    Options(MongodbPlaces places) {
        this.node = places.node();
        this.places = places;
    }

    /**
     * The configuration file of a server.
     *
     * @param values what a tenant has set, by names in lower case
     */
    String text(Map<String, String> values) {
        Map<String, Object> options = all(places.dataDirectory(), values);
        options.put(
                "systemLog",
                nested("destination", "file", "path", places.errorLog(), "logAppend", true, "logRotate", "reopen"));
        return written(options);
    }

    /** The same for data that are being made; what the server says goes to its output. */
    String first(Path directory) {
        return written(all(directory, Map.of()));
    }

    /**
     * Of a server that is only asked what it is.
     *
     * @param scratch a directory that is thrown away, with an empty {@code data} in it
     */
    static String scratch(Path scratch, Path keyFile, Endpoint endpoint) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(
                "storage",
                nested(
                        "dbPath",
                        scratch.resolve("data"),
                        "wiredTiger",
                        nested("engineConfig", nested("cacheSizeGB", 0.25))));
        options.put(
                "net",
                nested(
                        "bindIp",
                        endpoint.address(),
                        "port",
                        endpoint.port(),
                        "unixDomainSocket",
                        nested("enabled", false)));
        options.put("security", nested("authorization", "enabled", "keyFile", keyFile));
        options.put(
                "setParameter", nested("enableLocalhostAuthBypass", false, "diagnosticDataCollectionEnabled", false));
        return written(options);
    }

    private static String written(Map<String, Object> options) {
        return "# Written by the agent at every start; changes are lost.\n" + Yaml.text(options);
    }

    private Map<String, Object> all(Path directory, Map<String, String> values) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(
                "storage",
                nested(
                        "dbPath",
                        directory,
                        "wiredTiger",
                        nested("engineConfig", nested("cacheSizeGB", cache(node.ram())))));
        options.put("replication", nested("replSetName", ReplicaSet.NAME, "oplogSizeMB", oplog(node.volumeSize())));
        options.put("net", network());
        options.put("security", nested("authorization", "enabled", "keyFile", places.keyFile()));
        options.put("setParameter", parameters(values));
        return options;
    }

    private Map<String, Object> network() {
        String outside = node.publicAddress();
        Map<String, Object> network = nested(
                "bindIp",
                outside == null ? node.address() : node.address() + "," + outside,
                "port",
                MongodbEngine.PORT,
                "maxIncomingConnections",
                Math.clamp(node.ram() / 4, 100, 20_000),
                "unixDomainSocket",
                nested("enabled", false));
        if (places.hasTls()) {
            network.put(
                    "tls",
                    nested(
                            "mode",
                            "allowTLS", // there is no other server to call
                            "certificateKeyFile",
                            places.identity(),
                            "CAFile",
                            places.authority(),
                            "allowConnectionsWithoutCertificates",
                            true,
                            "disabledProtocols",
                            "TLS1_0,TLS1_1"));
        }
        return network;
    }

    private Map<String, Object> parameters(Map<String, String> values) {
        Map<String, Object> parameters = new TreeMap<>();
        parameters.put("enableLocalhostAuthBypass", false);
        parameters.put("shutdownTimeoutMillisForSignaledShutdown", STOP_MILLIS);
        parameters.put("diagnosticDataCollectionDirectorySizeMB", Math.clamp(node.volumeSize() * 20L, 20, 200));
        for (TenantParameters.Known known : TenantParameters.all()) {
            parameters.put(known.name(), known.value(TenantParameters.initial(known, node.volumeSize())));
        }
        values.forEach((name, value) -> TenantParameters.find(name)
                .filter(known -> known.accepts(value))
                .ifPresent(known -> parameters.put(known.name(), known.value(value))));
        return parameters;
    }

    /** GiB for the storage engine, which takes no less than a quarter; the rest is for connections and what queries need. */
    static double cache(int ram) {
        return Math.max(0.25, Math.floor((ram - 256) / 2.0 / MEBIBYTES * 100) / 100);
    }

    /** MiB for the log of changes. */
    static int oplog(int volumeSize) {
        return (int) Math.clamp(volumeSize * (long) MEBIBYTES / 20, 50, 50L * MEBIBYTES);
    }

    /** A map of names and values in turn, in this order. */
    private static Map<String, Object> nested(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return map;
    }
}
