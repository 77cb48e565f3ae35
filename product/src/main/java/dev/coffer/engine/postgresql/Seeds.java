package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.DataDirectory;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A consistent copy of a running primary as a stream: a header (format, version, the passwords of the agent and of replication), then
 * {@code pg_basebackup}'s archive in blocks, each with its length, then a block of length zero. A copy without that end is not taken.
 *
 * <p>Replicas are copies bit by bit, so the agents of a set share one password; it goes from agent to agent, encrypted like the data.
 */
final class Seeds {
    private static final String FORMAT = "coffer postgresql seed 1";

    private final Node node;
    private final PostgresqlPlaces places;
    private final DataDirectory data;
    private final PostgresqlData contents;
    private final Secrets secrets;
    private final Tools tools;

    Seeds(
            Node node,
            PostgresqlPlaces places,
            DataDirectory data,
            PostgresqlData contents,
            Secrets secrets,
            Tools tools) {
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

    void writeUpstreamPassword(String password) throws IOException {
        contents.writeForServer(places.upstreamPassword(), Upstream.passwordFile(password));
    }

    /** The replication account, once there are replicas, whatever a tenant's root did to it. */
    void tendAccount(Session session) throws IOException {
        if (secrets.read(places.replicationPassword()).isPresent()) {
            ensureAccount(session);
        }
    }

    private void ensureAccount(Session session) throws IOException {
        String password = replicationPassword();
        String verifier = session.text(
                "SELECT rolpassword FROM pg_authid WHERE rolname = ? AND rolcanlogin AND rolreplication"
                        + " AND NOT rolsuper AND rolconnlimit = -1 AND coalesce(rolvaliduntil, 'infinity') = 'infinity'",
                Names.REPLICATION);
        if (Passwords.matches(verifier, password)) {
            return;
        }
        String role = Sql.name(Names.REPLICATION);
        session.transaction(() -> {
            if (!session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", Names.REPLICATION)) {
                session.run("CREATE ROLE " + role);
            }
            session.run("ALTER ROLE " + role
                    + " LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT -1"
                    + " VALID UNTIL 'infinity' PASSWORD " + Sql.text(Passwords.verifier(password)));
        });
    }

    /** A slot keeps what is written meanwhile, as long as the session lasts. */
    void write(OutputStream out, Session session) throws IOException, InterruptedException {
        ensureAccount(session);
        DataOutputStream stream = new DataOutputStream(out);
        stream.writeUTF(FORMAT);
        stream.writeUTF(node.version());
        stream.writeUTF(data.agentPassword());
        stream.writeUTF(replicationPassword());
        String slot = "seed_" + UUID.randomUUID().toString().replace('-', '_');
        session.text("SELECT pg_create_physical_replication_slot(?, true, true)", slot);
        tools.stream(
                "pg_basebackup",
                List.of(
                        Programs.of(node.version(), "pg_basebackup"),
                        "--pgdata=-",
                        "--format=tar",
                        "--wal-method=fetch",
                        "--checkpoint=fast",
                        "--no-manifest",
                        "--no-password",
                        "--host=" + node.run(),
                        "--port=" + PostgresqlEngine.PORT,
                        "--username=" + Session.AGENT),
                // Only the agent's user can see a process's environment, and the server sees no process but its own.
                Map.of("PGPASSWORD", data.agentPassword()),
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
            requireFormat(stream);
            String agent = stream.readUTF();
            String replication = stream.readUTF();
            data.make(Standing.REPLICA, directory -> {
                tools.run(
                        "tar",
                        List.of(
                                "tar",
                                "--extract",
                                "--blocking-factor=512",
                                "--no-same-owner",
                                "--directory=" + directory),
                        files -> SeedBlocks.read(stream, files));
                // Kept before the data is in place, and of no use until then.
                secrets.keep(places.agentPassword(), agent);
                secrets.keep(places.replicationPassword(), replication);
            });
        } catch (EOFException e) {
            throw new EngineFailure(
                    Kind.PASSING, "The copy of the primary ended early; its agent's log says why. Copy again.", e);
        }
    }

    void discard() throws IOException {
        data.discard(Sandbox.adopt(places.processFile()).isPresent());
    }

    private void requireFormat(DataInputStream stream) throws IOException {
        if (!stream.readUTF().equals(FORMAT)) {
            throw new EngineFailure(Kind.BROKEN, "What was received is not a copy of a PostgreSQL server.");
        }
        String version = stream.readUTF();
        if (!version.equals(node.version())) {
            throw new EngineFailure(
                    Kind.BROKEN,
                    "A copy of PostgreSQL %s cannot be read by version %s; the replica must be of the primary's version."
                            .formatted(version, node.version()));
        }
    }
}
