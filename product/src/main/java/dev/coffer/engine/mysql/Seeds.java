package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.SeedBlocks;
import dev.coffer.engine.server.Standing;
import dev.coffer.engine.server.Tools;
import dev.coffer.image.Sandbox;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A consistent copy of a running primary as a stream: a header (format, version, replication password), then {@code mariadb-backup}'s
 * stream in blocks, each with its length, then a block of length zero. A copy without that end is not taken.
 *
 * <p>The accounts come with the data, but not the primary's agent: the copy gets an agent's password of its own.
 */
final class Seeds {
    private static final String FORMAT = "coffer mariadb seed 1";
    private static final List<String> POSITION_FILES = List.of("mariadb_backup_binlog_info", "xtrabackup_binlog_info");

    private final Node node;
    private final MariadbPlaces places;
    private final DataDirectory data;
    private final MariadbData contents;
    private final Secrets secrets;
    private final Tools tools;

    Seeds(Node node, MariadbPlaces places, DataDirectory data, MariadbData contents, Secrets secrets, Tools tools) {
        this.node = node;
        this.places = places;
        this.data = data;
        this.contents = contents;
        this.secrets = secrets;
        this.tools = tools;
    }

    /** The password of the replication account, which a whole replica set shares; drawn by its first primary. */
    String replicationPassword() throws IOException {
        return secrets.drawn(places.replicationPassword());
    }

    void write(OutputStream out) throws IOException, InterruptedException {
        DataOutputStream stream = new DataOutputStream(out);
        stream.writeUTF(FORMAT);
        stream.writeUTF(node.version());
        stream.writeUTF(replicationPassword());
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
        SeedBlocks.end(stream);
    }

    void read(InputStream in) throws IOException, InterruptedException {
        if (data.exists()) {
            throw new EngineFailure(
                    Kind.REFUSED, "The server has data already; a copy is read only into an empty one.");
        }
        DataInputStream stream = new DataInputStream(in);
        try {
            String password = header(stream);
            data.make(Standing.REPLICA, directory -> {
                contents.configure(Map.of());
                unpack(stream, directory);
                prepare(directory);
                // Kept before the data is in place, and of no use until then.
                secrets.keep(places.replicationPassword(), password);
            });
        } catch (EOFException e) {
            throw new EngineFailure(
                    Kind.PASSING, "The copy of the primary ended early; its agent's log says why. Copy again.", e);
        }
    }

    void discard() throws IOException {
        data.discard(Sandbox.adopt(places.processFile()).isPresent());
    }

    private String header(DataInputStream stream) throws IOException {
        if (!stream.readUTF().equals(FORMAT)) {
            throw new EngineFailure(Kind.BROKEN, "What was received is not a copy of a MariaDB server.");
        }
        String version = stream.readUTF();
        if (!version.equals(node.version())) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "A copy of MariaDB %s cannot be read by version %s; the replica must be of the primary's version."
                            .formatted(version, node.version()));
        }
        return stream.readUTF();
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
