package dev.coffer.engine.postgresql;

import dev.coffer.engine.Engine;
import dev.coffer.engine.LogKind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.Node;
import dev.coffer.engine.Parameters;
import dev.coffer.engine.Server;
import dev.coffer.engine.Trial;
import dev.coffer.engine.server.SqlTrial;
import dev.coffer.image.ImageRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** PostgreSQL: streaming replication, synchronous while there is a replica; replicas seeded by {@code pg_basebackup}. */
public final class PostgresqlEngine implements Engine {
    static final int PORT = 5432;

    /** What the server's tools call. */
    private static final List<String> BESIDE = List.of("bash", "dash", "coreutils", "tar", "tzdata");

    private final NameRules names = new Names();
    private final Parameters parameters = new PostgresqlParameters();

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String title() {
        return "PostgreSQL";
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
                Capability.ROOT,
                Capability.REPLICATION,
                Capability.SYNCHRONY,
                Capability.UPGRADE);
    }

    /** A newer version's image has the older servers too: only they can read what an upgrade begins with. */
    @Override
    public List<Offer> offers() {
        return List.of(
                new Offer(
                        "18",
                        recipe("18", "forky")
                                .withPackages("trixie", "postgresql-17")
                                .withPackages("bookworm", "postgresql-15")),
                new Offer("17", recipe("17", "trixie").withPackages("bookworm", "postgresql-15")),
                new Offer("15", recipe("15", "bookworm")));
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
        return PostgresqlLogs.KINDS;
    }

    @Override
    public Optional<Trial> trial() {
        return Optional.of(new SqlTrial(new PostgresqlDialect(), new PostgresqlClient()));
    }

    @Override
    public Server open(Node node) {
        return new PostgresqlServer(node);
    }

    private static ImageRecipe recipe(String version, String suite) {
        List<String> packages = new ArrayList<>(BESIDE);
        packages.add("postgresql-" + version);
        return ImageRecipe.of(
                        "postgresql-" + version,
                        Programs.of(version, "postgres").substring(1))
                .withPackages(suite, packages);
    }
}
