package dev.coffer.engine.redis;

import java.util.Map;
import java.util.Optional;

/** What {@code INFO replication} says. */
record ReplicationStatus(Map<String, String> fields) {

    static ReplicationStatus read(Session session) {
        return new ReplicationStatus(session.info("replication"));
    }

    private long number(String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    boolean follows() {
        return fields.getOrDefault("role", "").equals("slave");
    }

    boolean follows(String address, int port) {
        return follows() && fields.getOrDefault("master_host", "").equals(address) && number("master_port") == port;
    }

    /** Whether it is connected and has received the data once. */
    boolean isUp() {
        return follows() && fields.getOrDefault("master_link_status", "").equals("up");
    }

    boolean isReceivingAll() {
        return number("master_sync_in_progress") == 1;
    }

    /** Up to where it has applied or written its stream. */
    long offset() {
        return number(follows() ? "slave_repl_offset" : "master_repl_offset");
    }

    /** Bytes received and not applied, while that is known. */
    Optional<Long> behind() {
        return isUp() ? Optional.of(Math.max(0, number("slave_read_repl_offset") - offset())) : Optional.empty();
    }

    /** Seconds since it heard of its primary. */
    long silent() {
        return number("master_last_io_seconds_ago");
    }

    int replicas() {
        return Math.toIntExact(number("connected_slaves"));
    }
}
