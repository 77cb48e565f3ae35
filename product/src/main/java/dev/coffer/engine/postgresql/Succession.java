package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.LogTail;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data of a new version, which take the place of those of an old one: made from a copy of those, file by file. Every step can be done
 * again after a crash in the middle.
 */
final class Succession {
    private static final List<String> OWN_FILES = List.of("postgresql.conf", "pg_hba.conf", "pg_ident.conf");
    private static final Pattern LOG = Pattern.compile("Consult the last few lines of \"([^\"]+)\"");
    private static final int SAID = 300;

    private final PostgresqlPlaces places;
    private final PostgresqlData contents;
    private final Tools tools;
    private final DataDirectory data;
    /** A copy of the old data, used up by the upgrade. */
    private final Path copy;

    private final Path heir;
    private final Path former;

    Succession(PostgresqlPlaces places, PostgresqlData contents, Tools tools, DataDirectory data) {
        this.places = places;
        this.contents = contents;
        this.tools = tools;
        this.data = data;
        this.copy = places.node().data().resolve("copy");
        this.heir = places.node().data().resolve("heir");
        this.former = places.node().data().resolve("former");
    }

    /** Makes the new data, whole and on the disk. The old ones are as they were, and their version may start again. */
    void prepare(String from) throws IOException, InterruptedException {
        Disk.deleteTree(heir);
        Disk.deleteTree(copy);
        contents.makeEmpty(Disk.directory(heir));
        tools.run(
                "cp",
                List.of(
                        "cp",
                        "--archive",
                        "--reflink=auto",
                        places.dataDirectory().toString(),
                        copy.toString()),
                in -> {});
        new ColumnVersions(places, contents).prepare(copy, from, heir);
        writeOwnFiles(heir);
        writeOwnFiles(copy);
        try {
            upgrade(from);
        } finally {
            Files.deleteIfExists(places.node().home().resolve("delete_old_cluster.sh"));
        }
        Disk.deleteTree(copy);
        for (String file : OWN_FILES) {
            Files.delete(heir.resolve(file));
        }
        Disk.deleteTree(heir.resolve("pg_upgrade_output.d"));
        Disk.syncTree(heir);
    }

    /** {@code pg_upgrade} starts servers on both, which know no other place for their configuration. */
    private static void writeOwnFiles(Path directory) throws IOException {
        Disk.write(directory.resolve("postgresql.conf"), "lc_messages = 'C'\nlog_statement = 'none'\n", "rw-r--r--");
        Disk.write(
                directory.resolve("pg_hba.conf"), "local all %s scram-sha-256\n".formatted(Session.AGENT), "rw-r--r--");
        Disk.write(directory.resolve("pg_ident.conf"), "", "rw-r--r--");
    }

    private void upgrade(String from) throws IOException, InterruptedException {
        String to = places.node().version();
        StringBuilder said = new StringBuilder();
        try {
            tools.stream(
                    "pg_upgrade",
                    List.of(
                            Programs.of(to, "pg_upgrade"),
                            "--old-bindir=" + Programs.directory(from),
                            "--new-bindir=" + Programs.directory(to),
                            "--old-datadir=" + copy,
                            "--new-datadir=" + heir,
                            "--link",
                            "--socketdir=" + places.node().run(),
                            "--username=" + Session.AGENT,
                            "--jobs=" + Math.clamp(places.node().vcpus(), 1, 8)),
                    environment(),
                    out -> said.append(new String(out.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (EngineFailure failure) {
            throw new EngineFailure(
                    failure.kind() == Kind.BROKEN ? Kind.BROKEN : Kind.PASSING,
                    "The data cannot be taken from version %s to %s. %s %s"
                            .formatted(from, to, failure.getMessage(), reason(said.toString()))
                            .strip(),
                    failure);
        }
    }

    /** It says in which of its many logs the reason is, or says it itself at the end. */
    private String reason(String said) {
        Matcher log = LOG.matcher(said);
        if (log.find() && Path.of(log.group(1)).startsWith(heir)) {
            List<String> lines = LogTail.lines(Path.of(log.group(1)), 0);
            return lines.stream()
                    .filter(Complaints::isOfTool)
                    .findFirst()
                    .orElse(lines.isEmpty() ? "" : lines.getLast());
        }
        return said.substring(Math.max(0, said.length() - SAID)).strip().replaceAll("\\s*\\n\\s*", " / ");
    }

    /** Only the agent's user can see a process's environment, and the server sees no process but its own. */
    private Map<String, String> environment() {
        return Map.of("PGPASSWORD", data.agentPassword());
    }

    /** Whether new data of this version wait to take the place of the old ones, which may be gone from there already. */
    boolean isUnderWay() {
        try {
            return Files.readString(heir.resolve("PG_VERSION"))
                    .strip()
                    .equals(places.node().version());
        } catch (IOException none) {
            return false;
        }
    }

    /** What {@link #prepare} made becomes the data. */
    void takePlace() throws IOException {
        if (!isUnderWay()) {
            return;
        }
        if (Files.isDirectory(places.dataDirectory())) {
            Disk.deleteTree(former);
            Disk.move(places.dataDirectory(), former);
        }
        Disk.move(heir, places.dataDirectory());
    }

    /** Removes the old data, once a server has answered on the new ones, which gets to know them. */
    void conclude() throws IOException, InterruptedException {
        if (!Files.isDirectory(former)) {
            return;
        }
        List<String> command = List.of(
                Programs.of(places.node().version(), "vacuumdb"),
                "--all",
                "--analyze-in-stages",
                "--no-password",
                "--host=" + places.node().run(),
                "--port=" + PostgresqlEngine.PORT,
                "--username=" + Session.AGENT);
        tools.stream("vacuumdb", command, environment(), out -> out.transferTo(OutputStream.nullOutputStream()));
        Disk.deleteTree(former);
    }
}
