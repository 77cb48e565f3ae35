package dev.coffer.engine.postgresql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Standing;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is in a data directory of PostgreSQL when it is made, and the configuration beside it. */
final class PostgresqlData {
    private final Node node;
    private final PostgresqlPlaces places;
    private final Secrets secrets;
    private final Tools tools;
    private volatile boolean closed;

    PostgresqlData(Node node, PostgresqlPlaces places, Secrets secrets, Tools tools) {
        this.node = node;
        this.places = places;
        this.secrets = secrets;
        this.tools = tools;
    }

    /** Whether servers that are started from now on let nobody in but the agent. */
    void close(boolean closed) {
        this.closed = closed;
    }

    /** All that a start needs. A server that is not meant to be a primary starts as a standby, which nobody can write to. */
    void configure(Map<String, String> overrides) throws IOException, InterruptedException {
        ensureLog();
        Disk.write(places.access(), Access.text(places.hasTls()), "rw-r--r--");
        Disk.write(places.userMaps(), Options.HEADER, "rw-r--r--");
        if (places.hasTls()) {
            writeForServer(places.ownKey(), Files.readString(places.key()));
        }
        Disk.write(
                Options.conf(node, PostgresqlSynchrony.FILE),
                PostgresqlSynchrony.text(false),
                "rw-r--r--"); // until a replica is connected
        boolean standby = Standing.read(places.standing())
                .filter(meant -> meant != Standing.PRIMARY)
                .isPresent();
        if (standby && Files.isDirectory(places.dataDirectory())) {
            Disk.write(places.standbySignal(), "", "rw-r--r--");
        }
        write(overrides);
    }

    /** The configuration file alone. */
    void write(Map<String, String> overrides) throws IOException, InterruptedException {
        Disk.write(places.configuration(), text(overrides), "rw-r--r--");
    }

    String text(Map<String, String> overrides) throws IOException, InterruptedException {
        String text = new Options(node, places).text(overrides, closed);
        return Files.exists(places.standbySignal()) ? text + floors(text) : text;
    }

    /** A standby waits for ever when it has less of something than its primary had. */
    private String floors(String text) throws IOException, InterruptedException {
        StringBuilder said = new StringBuilder();
        tools.stream(
                "pg_controldata",
                List.of(
                        Programs.of(node.version(), "pg_controldata"),
                        "-D",
                        places.dataDirectory().toString()),
                Map.of(),
                out -> said.append(new String(out.readAllBytes(), StandardCharsets.UTF_8)));
        return Options.lines(ControlData.parse(said.toString()).floors(text));
    }

    /** A file that only the server's user may read. */
    void writeForServer(Path file, String content) throws IOException {
        Disk.write(file, content, "rw-------");
        giveToServer(file);
    }

    /** The server's log, which the agent opens first and the server then itself. */
    private void ensureLog() throws IOException {
        if (!Files.exists(places.errorLog(), LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(
                    places.errorLog(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        giveToServer(places.errorLog());
    }

    /** Not what a link leads to: the directory is the server's. */
    private static void giveToServer(Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(Objects.requireNonNull(file.getParent()));
        Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(owner);
    }

    /** An empty system: the agent's account and no other. No password is in a file or an argument of a program. */
    void fillEmpty(Path directory) throws IOException, InterruptedException {
        makeEmpty(directory);
        for (String unused : List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf")) {
            Files.delete(directory.resolve(unused));
        }
    }

    /** With configuration files of the kind that {@code pg_upgrade} wants. */
    void makeEmpty(Path directory) throws IOException, InterruptedException {
        tools.run(
                "initdb",
                List.of(
                        Programs.of(node.version(), "initdb"),
                        "--pgdata=" + directory,
                        "--username=" + Session.AGENT,
                        "--auth-local=reject",
                        "--auth-host=reject",
                        "--data-checksums",
                        "--encoding=UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync", // a directory is brought to the disk once, when it is whole
                        "--no-instructions"),
                in -> {});
        Disk.write(places.bare(), Options.HEADER, "rw-r--r--");
        String verifier = Passwords.verifier(secrets.drawn(places.agentPassword()));
        statements(
                directory,
                List.of(
                        "ALTER ROLE %s PASSWORD %s".formatted(Session.AGENT, Sql.text(verifier)),
                        "REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC",
                        "REVOKE CONNECT, TEMPORARY ON DATABASE template1 FROM PUBLIC"));
    }

    private void statements(Path directory, List<String> statements) throws IOException, InterruptedException {
        statements(node.version(), directory, Session.HOME, statements);
    }

    /** On data that no server uses. */
    void statements(String version, Path directory, String database, List<String> statements)
            throws IOException, InterruptedException {
        tools.run(
                "postgres-single",
                List.of(
                        Programs.of(version, "postgres"),
                        "--single",
                        "-F",
                        "-O", // lets the system's own tables be changed
                        "-D",
                        directory.toString(),
                        "-c",
                        "config_file=" + places.bare(),
                        "-c",
                        "exit_on_error=on",
                        "-c",
                        "log_min_error_statement=panic",
                        "--",
                        database),
                in -> in.write((String.join("\n", statements) + "\n").getBytes(StandardCharsets.UTF_8)));
    }
}
