package dev.coffer.config;

import java.time.Duration;

/** The whole configuration of a control plane. {@link ConfigurationFile} reads it; components get values, not this tree. */
public record Configuration(
        Home home,
        Api api,
        Agents agents,
        Store store,
        Identity identity,
        Compute compute,
        Limits limits,
        Rates rates,
        Policy policy,
        Operations operations) {

    /**
     * @param listen {@code host:port}
     * @param publicUrl base of links and of the catalog, e.g. {@code https://db.example.org:8779}; empty: as the request says
     * @param region shown as {@code region} and in the catalog
     * @param pageSize default and largest page of lists
     */
    public record Api(String listen, String publicUrl, String region, int pageSize) {}

    /**
     * @param listen {@code host:port} of the agents' TLS listener
     * @param silence after which an agent counts as lost
     */
    public record Agents(String listen, Duration silence) {}

    /**
     * @param url {@code sqlite} for the file in {@code <home>/control}, or a JDBC URL of PostgreSQL or MariaDB
     * @param password secret
     */
    public record Store(String url, String user, Secret password) {}

    /** @param tokenLifetime of tokens given out by the identity endpoint */
    public record Identity(Duration tokenLifetime) {}

    /**
     * @param network loopback network that instances' addresses are taken from, CIDR
     * @param publicNetwork the same for public addresses
     * @param firstUid first user id given to instances when started as root
     */
    public record Compute(String network, String publicNetwork, int firstUid) {}

    /**
     * @param maxVolumeSize GiB
     * @param maxInstances quota of a project, -1 for none
     * @param maxVolumes quota of a project in GiB, -1 for none
     * @param maxRam quota of a project in MiB, -1 for none
     * @param maxBackups quota of a project, -1 for none
     */
    public record Limits(int maxVolumeSize, int maxInstances, int maxVolumes, int maxRam, int maxBackups) {}

    /**
     * Requests a minute of a project, -1 for any number.
     *
     * @param manage POST in the management tree
     */
    public record Rates(int get, int post, int put, int delete, int manage) {}

    /** @param file with rules that replace the default ones; relative to the home */
    public record Policy(String file) {}

    /** @param keep how long operations are remembered after their end */
    public record Operations(Duration keep) {}

    /** A value that is never printed. */
    public record Secret(String value) {
        @Override
        public String toString() {
            return value.isEmpty() ? "" : "***";
        }
    }
}
