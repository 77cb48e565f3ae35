package dev.coffer.engine.postgresql;

/**
 * Who may log in from where. The agent comes by the socket and nobody else does; the replication account does nothing but replicate;
 * tenants come by the network. Nobody is trusted without a password.
 */
final class Access {
    private Access() {}

    /** @param tls whether replicas must encrypt */
    static String text(boolean tls) {
        String replicas = tls ? "hostssl" : "host";
        return Options.HEADER + """
                local    all          os_admin            scram-sha-256
                local    replication  os_admin            scram-sha-256
                local    all          all                 reject
                host     all          os_admin            all  reject
                %-8s replication  coffer_replication  all  scram-sha-256
                host     replication  all                 all  reject
                host     all          coffer_replication  all  reject
                host     all          all                 all  scram-sha-256
                """.formatted(replicas);
    }
}
