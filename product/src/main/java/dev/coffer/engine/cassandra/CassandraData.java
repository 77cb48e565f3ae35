package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is in a data directory of Cassandra when it is made, and the files of its configuration. */
final class CassandraData {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Node node;
    private final CassandraPlaces places;
    private final Secrets secrets;
    private final PassingServer passing;

    CassandraData(Node node, CassandraPlaces places, Secrets secrets, Tools tools) {
        this.node = node;
        this.places = places;
        this.secrets = secrets;
        this.passing = new PassingServer(node, tools);
    }

    /** All that a start reads. */
    void configure(Map<String, String> overrides) throws IOException {
        if (places.hasTls()) {
            String identity = Files.readString(places.key()) + Files.readString(places.certificate());
            Disk.write(places.identity(), identity, "rw-------");
            Files.setOwner(places.identity(), Files.getOwner(node.conf()));
        }
        Disk.write(places.configuration(), new Configuration(node, places).text(overrides), "rw-r--r--");
        Disk.write(places.logging(), Logging.toFile(places.errorLog(), ""), "rw-r--r--");
    }

    /**
     * A new server has one superuser whose password everybody knows, and no way to be told another. So it runs for a moment where nobody
     * looks for it, and does not reach its own address before that login is locked. Should somebody have found it, what was done by then
     * would be seen, and the data thrown away.
     */
    void fillEmpty(Path directory) throws IOException, InterruptedException {
        String password = secrets.drawn(places.agentPassword());
        passing.run(directory, (door, first) -> {
            first.run("CREATE ROLE %s WITH SUPERUSER = true AND LOGIN = true AND HASHED PASSWORD = %s"
                    .formatted(Session.AGENT, Cql.text(Passwords.hashOfRandom(password))));
            try (Session agent = Session.open(door, new Session.Login(Session.AGENT, password), ANSWER)) {
                agent.run("ALTER ROLE %s WITH SUPERUSER = false AND LOGIN = false AND HASHED PASSWORD = %s"
                        .formatted(Names.DEFAULT_SUPERUSER, Cql.text(Passwords.hashOfRandom(secrets.draw()))));
                requireUntouched(agent);
            }
        });
    }

    private static void requireUntouched(Session agent) {
        Set<String> own = Set.of(Session.AGENT, Names.DEFAULT_SUPERUSER);
        boolean untouched = isOnly(own, agent.rows("SELECT role FROM system_auth.roles"))
                && isOnly(own, agent.rows("SELECT role FROM system_auth.role_permissions"))
                && isOnly(own, agent.rows("SELECT role FROM system_auth.role_members"))
                && isOnly(own, agent.rows("SELECT role FROM system_auth.identity_to_role"))
                && agent.rows("SELECT keyspace_name FROM system_schema.keyspaces").stream()
                        .allMatch(row -> Names.isSystemDatabase(row.text(0)));
        if (!untouched) {
            throw new EngineFailure(
                    Kind.PASSING,
                    "Somebody else was on the database server while it was being made; it is thrown away. Try again.");
        }
    }

    private static boolean isOnly(Set<String> roles, List<Row> rows) {
        return rows.stream().allMatch(row -> roles.contains(row.text(0)));
    }
}
