package dev.coffer.engine.mysql;

import dev.coffer.engine.Engine;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.Parameters;
import dev.coffer.engine.Server;
import dev.coffer.engine.Trial;
import dev.coffer.engine.server.SqlTrial;
import dev.coffer.image.ImageRecipe;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** MariaDB: GTID replication, semi-synchronous, replicas seeded by {@code mariadb-backup}. */
public final class MariadbEngine implements Engine {
    static final int PORT = 3306;

    /** The server with its tools; the rest is what their scripts call. */
    private static final List<String> PACKAGES = List.of(
            "mariadb-server",
            "mariadb-client",
            "mariadb-backup",
            "bash",
            "dash",
            "coreutils",
            "sed",
            "grep",
            "findutils",
            "gawk",
            "hostname",
            "util-linux",
            "procps");

    private final NameRules names = Names.ofMariadb();
    private final Parameters parameters = new MariadbParameters();

    @Override
    public String name() {
        return "mariadb";
    }

    @Override
    public String title() {
        return "MariaDB";
    }

    @Override
    public int port() {
        return PORT;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.DATABASES,
                Capability.USERS,
                Capability.HOSTS,
                Capability.FUTURE_GRANTS,
                Capability.ROOT,
                Capability.REPLICATION,
                Capability.SYNCHRONY,
                Capability.UPGRADE,
                Capability.ROLLING_UPGRADE);
    }

    @Override
    public List<Offer> offers() {
        return List.of(offer("11.8", "trixie"), offer("10.11", "bookworm"));
    }

    @Override
    public NameRules names() {
        return names;
    }

    @Override
    public Optional<Parameters> parameters() {
        return Optional.of(parameters);
    }

    @Override
    public List<LogKind> logs() {
        return SqlLogs.KINDS;
    }

    @Override
    public Optional<Trial> trial() {
        return Optional.of(new SqlTrial(new MysqlDialect("disable"), new MariadbClient()));
    }

    @Override
    public Server open(Node node) {
        return new SqlServer(node, new MariadbBrand(node, names));
    }

    private static Offer offer(String version, String suite) {
        return new Offer(
                version,
                ImageRecipe.of("mariadb-" + version, "usr/sbin/mariadbd").withPackages(suite, PACKAGES));
    }
}
