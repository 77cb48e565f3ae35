package dev.coffer.engine.mysql;

import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Data directories of MySQL. */
final class MysqlData implements Contents {
    /** A directory is brought to the disk once, when it is whole. */
    private static final String SYNC_LATER = "--innodb-flush-method=nosync";

    /** Nothing of it reaches a binary log, so every server of a set has its own agent's password. */
    private static final String UNLOGGED = "SET SESSION sql_log_bin = 0";

    private final MysqlPlaces places;
    private final Secrets secrets;
    private final Tools tools;

    MysqlData(MysqlPlaces places, Secrets secrets, Tools tools) {
        this.places = places;
        this.secrets = secrets;
        this.tools = tools;
    }

    @Override
    public void configure(Map<String, String> values) throws IOException {
        String text = Contents.optionFile(new MysqlOptions(places.node(), places), places, values);
        Disk.write(places.configuration(), text, "rw-r--r--");
        Disk.file(places.errorLog()); // the server does not start when it cannot write to it
    }

    @Override
    public void fillEmpty(Path directory) throws IOException, InterruptedException {
        List<String> statements = new ArrayList<>(List.of("DROP USER root@localhost"));
        statements.addAll(agentAccount());
        run("mysql-initialise", directory, statements, "--initialize-insecure");
    }

    /** Makes the agent's account on a copy, and has the server bring the copy in order. */
    void adopt(Path directory) throws IOException, InterruptedException {
        List<String> statements = new ArrayList<>(agentAccount());
        statements.add("SHUTDOWN");
        run("mysql-adopt", directory, statements, "--skip-networking");
    }

    /** The server carries the statements out and ends. */
    private void run(String name, Path directory, List<String> statements, String mode)
            throws IOException, InterruptedException {
        configure(Map.of());
        Path script = places.temporary().resolve("accounts.sql");
        // in a directory that only the engine's user may enter
        Disk.write(script, statements.stream().map(each -> each + ";\n").collect(Collectors.joining()), "rw-r--r--");
        try {
            tools.run(
                    name,
                    List.of(
                            "mysqld",
                            "--defaults-file=" + places.configuration(),
                            "--datadir=" + directory,
                            "--socket=own.sock",
                            "--skip-log-error",
                            "--init-file=" + script,
                            SYNC_LATER,
                            mode),
                    in -> {});
        } finally {
            Files.deleteIfExists(script);
        }
    }

    @Override
    public List<String> agentAccount() throws IOException {
        String account = Sql.account(Session.AGENT, "localhost");
        String identified = new MysqlAccountWords().identified(secrets.drawn(places.agentPassword()));
        return List.of(
                UNLOGGED,
                "DROP USER IF EXISTS " + account,
                "CREATE USER " + account + identified,
                "GRANT ALL PRIVILEGES ON *.* TO " + account + " WITH GRANT OPTION");
    }
}
