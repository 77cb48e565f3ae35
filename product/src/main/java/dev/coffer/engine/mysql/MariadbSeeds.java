package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.SeedBlocks;
import dev.coffer.engine.server.Tools;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Copies by {@code mariadb-backup}, whose stream holds the position too. */
final class MariadbSeeds implements Seeds.Means {
    private static final List<String> POSITION_FILES = List.of("mariadb_backup_binlog_info", "xtrabackup_binlog_info");

    private final Node node;
    private final MariadbPlaces places;
    private final DataDirectory data;
    private final MariadbData contents;
    private final Tools tools;

    MariadbSeeds(MariadbPlaces places, DataDirectory data, MariadbData contents, Tools tools) {
        this.node = places.node();
        this.places = places;
        this.data = data;
        this.contents = contents;
        this.tools = tools;
    }

    @Override
    public String engine() {
        return "MariaDB";
    }

    @Override
    public void write(DataOutputStream stream) throws IOException, InterruptedException {
        Path scratch = Disk.directory(places.temporary().resolve("backup"));
        tools.stream(
                "mariadb-backup",
                List.of(
                        "mariadb-backup",
                        "--no-defaults",
                        "--backup",
                        "--stream=xbstream",
                        "--parallel=" + Math.clamp(node.vcpus(), 1, 4),
                        "--log-copy-interval=50",
                        "--datadir=" + places.dataDirectory(),
                        "--target-dir=" + scratch,
                        "--tmpdir=" + places.temporary(),
                        "--user=" + Session.AGENT,
                        "--socket=" + places.socket(),
                        "--skip-ssl"),
                // Only the agent's user can see a process's environment, and the server sees no process but its own.
                Map.of("MYSQL_PWD", data.agentPassword()),
                backup -> SeedBlocks.write(backup, stream));
    }

    @Override
    public void read(DataInputStream stream, Path directory) throws IOException, InterruptedException {
        contents.configure(Map.of());
        unpack(stream, directory);
        prepare(directory);
    }

    private void unpack(DataInputStream stream, Path directory) throws IOException, InterruptedException {
        tools.run(
                "mbstream",
                List.of("mbstream", "-x", "-C", directory.toString()),
                files -> SeedBlocks.read(stream, files));
    }

    private void prepare(Path directory) throws IOException, InterruptedException {
        tools.run(
                "mariadb-prepare",
                List.of(
                        "mariadb-backup",
                        "--no-defaults",
                        "--prepare",
                        "--use-memory=" + Math.max(64, node.ram() / 4) + "M",
                        "--target-dir=" + directory),
                in -> {});
        Gtids position = position(directory);
        try (DirectoryStream<Path> notes =
                Files.newDirectoryStream(directory, "{xtrabackup_*,mariadb_backup_*,backup-my.cnf}")) {
            for (Path note : notes) {
                Files.delete(note);
            }
        }
        contents.bootstrap(directory, startAt(position));
    }

    /** Third word of a file whose name depends on the version; absent when the primary had written nothing yet. */
    private static Gtids position(Path directory) throws IOException {
        for (String name : POSITION_FILES) {
            try {
                String[] words =
                        Files.readString(directory.resolve(name)).strip().split("\\s+");
                return Gtids.parse(words.length < 3 ? "" : words[2]);
            } catch (NoSuchFileException otherVersion) {
                continue;
            }
        }
        throw new EngineFailure(Kind.PASSING, "The copy of the primary does not say its position; copy again.");
    }

    private static List<String> startAt(Gtids position) {
        List<String> statements = new ArrayList<>(List.of("DELETE FROM mysql.gtid_slave_pos"));
        position.domains()
                .forEach((domain, last) -> statements.add(
                        "INSERT INTO mysql.gtid_slave_pos (domain_id, sub_id, server_id, seq_no) VALUES (%d, %d, %d, %d)"
                                .formatted(domain, domain + 1, last.server(), last.sequence())));
        return statements;
    }
}
