package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is in a data directory of MariaDB when it is made, and the option file beside it. */
final class MariadbData implements Contents {
    /** A directory is brought to the disk once, when it is whole; this halves the time of making one. */
    private static final String SYNC_LATER = "--debug-no-sync=1";

    /** What these runs of the server say belongs into the tool's log, which is looked at when they fail. */
    private static final String OWN_LOG = "--skip-log-error";

    private final Node node;
    private final MariadbPlaces places;
    private final Secrets secrets;
    private final Tools tools;

    MariadbData(Node node, MariadbPlaces places, Secrets secrets, Tools tools) {
        this.node = node;
        this.places = places;
        this.secrets = secrets;
        this.tools = tools;
    }

    @Override
    public void configure(Map<String, String> values) throws IOException {
        Disk.directory(places.exchange());
        String text = Contents.optionFile(new MariadbOptions(node, places), places, values);
        Disk.write(places.configuration(), text, "rw-r--r--");
    }

    /**
     * An empty system: one locked system account and the agent's. Made in one run of the server, which is half of the time. The program
     * overlooks a script it cannot read; then the agent's account is missing, and the server is never said to have started.
     */
    @Override
    public void fillEmpty(Path directory) throws IOException, InterruptedException {
        configure(Map.of());
        Path script = places.temporary().resolve("accounts.sql");
        Disk.write(
                script,
                accounts(List.of(
                        "DELETE FROM mysql.global_priv WHERE NOT (User = 'mariadb.sys' AND Host = 'localhost')",
                        "DELETE FROM mysql.proxies_priv",
                        "DELETE FROM mysql.db")),
                "rw-r--r--"); // in a directory that only the engine's user may enter
        try {
            tools.run(
                    "mariadb-install-db",
                    List.of(
                            "mariadb-install-db",
                            "--defaults-file=" + places.configuration(),
                            "--datadir=" + directory,
                            "--auth-root-authentication-method=normal",
                            "--skip-test-db",
                            "--skip-name-resolve",
                            "--skip-log-bin",
                            OWN_LOG,
                            "--extra-file=" + script,
                            SYNC_LATER),
                    in -> {});
        } finally {
            Files.deleteIfExists(script);
        }
    }

    /**
     * Runs statements, and makes the agent's account, on data that no server uses. Nothing of it reaches a binary log, so every server
     * of a set has its own agent's password.
     */
    void bootstrap(Path directory, List<String> statements) throws IOException, InterruptedException {
        String script = accounts(statements);
        tools.run(
                "mariadb-bootstrap",
                List.of(
                        "mariadbd",
                        "--defaults-file=" + places.configuration(),
                        "--datadir=" + directory,
                        "--skip-log-bin",
                        OWN_LOG,
                        SYNC_LATER,
                        "--bootstrap"),
                in -> in.write(script.getBytes(StandardCharsets.UTF_8)));
    }

    /** The statements, and the agent's account. */
    private String accounts(List<String> statements) throws IOException {
        return Stream.of(statements, List.of("FLUSH PRIVILEGES"), agentAccount())
                .flatMap(List::stream)
                .map(statement -> statement + ";\n")
                .collect(Collectors.joining());
    }

    @Override
    public List<String> agentAccount() throws IOException {
        String account = Sql.account(Session.AGENT, "localhost");
        String identified = new MariadbAccountWords().identified(secrets.drawn(places.agentPassword()));
        return List.of(
                "SET SESSION sql_log_bin = 0",
                "CREATE OR REPLACE USER " + account + identified,
                "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION");
    }
}
