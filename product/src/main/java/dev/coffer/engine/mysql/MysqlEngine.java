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

/** MySQL: GTID replication, semi-synchronous, replicas seeded by the server's own clone. */
public final class MysqlEngine implements Engine {
    static final int PORT = 3306;

    /** The server and its client, and what seeds are packed with. */
    private static final List<String> PACKAGES = List.of("mysql-server", "mysql-client", "tar");

    private final NameRules names = Names.ofMysql();
    private final Parameters parameters = new MysqlParameters();

    @Override
    public String name() {
        return "mysql";
    }

    @Override
    public String title() {
        return "MySQL";
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
        return List.of(
                new Offer("9.7", ImageRecipe.of("mysql-9.7", "usr/sbin/mysqld").withPackages("sid", PACKAGES)));
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
        return Optional.of(new SqlTrial(new MysqlDialect("trust"), new MysqlClient()));
    }

    @Override
    public Server open(Node node) {
        return new SqlServer(node, new MysqlBrand(node, names));
    }
}
