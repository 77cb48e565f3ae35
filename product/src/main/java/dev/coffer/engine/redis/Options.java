package dev.coffer.engine.redis;

import dev.coffer.engine.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The server's configuration file, from the size of its node. */
final class Options {
    /** Tenants are told of the sixteen before it. */
    static final int OWN_DATABASE = 16;

    static final String CLOSING = "min-replicas-to-write";
    /** No primary has so many replicas, so none takes a write. */
    static final String CLOSED = "1000000";

    static final String OPEN = "0";

    private final Node node;
    private final RedisPlaces places;

    Options(Node node, RedisPlaces places) {
        this.node = node;
        this.places = places;
    }

    /**
     * With what a tenant has set in place of the defaults.
     *
     * @param accounts who may log in from the start: arguments of {@code user}
     */
    String text(Map<String, String> overrides, List<List<String>> accounts) {
        Map<String, String> options = all();
        overrides.forEach((name, value) -> options.put(name, quoted(value)));
        List<String> lines = new ArrayList<>(List.of("# Written by the agent at every start; changes are lost."));
        options.forEach((name, value) -> lines.add(name + " " + value));
        accounts.forEach(account ->
                lines.add("user " + account.stream().map(Options::quoted).collect(Collectors.joining(" "))));
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** What a parameter is set to before a tenant sets it; empty when to what the server chooses. */
    static Optional<String> initial(int ram, String name) {
        return Optional.ofNullable(sizes(ram).get(name)).map(Object::toString);
    }

    private Map<String, String> all() {
        Map<String, String> options = new LinkedHashMap<>();
        place(options);
        sizes(node.ram()).forEach((name, value) -> options.put(name, value.toString()));
        options.put("maxmemory", Long.toString(memory(node.ram())));
        durability(options);
        replication(options);
        if (places.hasTls()) {
            options.put("tls-port", Integer.toString(RedisEngine.TLS_PORT));
            options.put("tls-ca-cert-file", quoted(places.authority()));
            options.put("tls-cert-file", quoted(places.certificate()));
            options.put("tls-key-file", quoted(places.key()));
            options.put("tls-auth-clients", "no");
            options.put("tls-protocols", "\"TLSv1.2 TLSv1.3\"");
            options.put("tls-replication", "yes");
        }
        return options;
    }

    private void place(Map<String, String> options) {
        options.put("dir", quoted(places.dataDirectory()));
        options.put("unixsocket", quoted(places.socket()));
        options.put("unixsocketperm", "700");
        options.put("logfile", quoted(places.errorLog()));
        options.put(
                "bind", node.publicAddress() == null ? node.address() : node.address() + " " + node.publicAddress());
        options.put("port", Integer.toString(RedisEngine.PORT));
        options.put("databases", Integer.toString(OWN_DATABASE + 1));
        options.put("protected-mode", "no"); // nobody comes in without a password, from nowhere
        options.put("daemonize", "no");
        options.put("enable-protected-configs", "no");
        options.put("enable-module-command", "no");
        options.put("enable-debug-command", "no");
    }

    /** What depends on the size of the node in MiB, and tenants may change. */
    static Map<String, Object> sizes(int ram) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("maxclients", Math.clamp(ram * 4L, 1_000, 10_000));
        options.put("maxmemory-policy", "noeviction");
        options.put("appendfsync", "always");
        return options;
    }

    /** The rest is for buffers of clients and replicas, and for what is written while a copy is made. */
    private static long memory(int ram) {
        return ((long) ram << 20) / 4 * 3;
    }

    private static void durability(Map<String, String> options) {
        options.put("appendonly", "yes");
        options.put("save", "\"\"");
        options.put("no-appendfsync-on-rewrite", "no");
        options.put("aof-load-truncated", "yes");
        options.put("stop-writes-on-bgsave-error", "no");
    }

    /** Every server starts closed for writing and follows nobody; see {@link RedisReplication}. */
    private void replication(Map<String, String> options) {
        options.put(CLOSING, CLOSED);
        options.put("min-replicas-max-lag", "10");
        options.put("masteruser", Names.REPLICATION);
        options.put("replica-read-only", "yes");
        options.put("replica-serve-stale-data", "yes");
        options.put("replica-announce-ip", node.address());
        options.put("bind-source-addr", node.address());
        options.put("repl-diskless-sync", "yes");
        options.put("repl-diskless-sync-delay", "0");
        options.put("repl-backlog-size", Math.clamp(node.ram() / 32L, 4, 256) + "mb");
        options.put("repl-backlog-ttl", "0");
    }

    private static String quoted(Path path) {
        return quoted(path.toString());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
