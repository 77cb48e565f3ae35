package dev.coffer.engine.postgresql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Places;
import java.nio.file.Path;

/** Where the files of a PostgreSQL server are. Its configuration is not in its data directory, so a copy of that brings none along. */
record PostgresqlPlaces(Node node) implements Places {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("postgresql");
    }

    Path configuration() {
        return node.conf().resolve("postgresql.conf");
    }

    /** A configuration that is only tried. */
    Path trial() {
        return node.conf().resolve("postgresql.trial");
    }

    /** For a server that serves nobody. */
    Path bare() {
        return node.conf().resolve("postgresql.bare");
    }

    /** Who may log in from where. */
    Path access() {
        return node.conf().resolve("pg_hba.conf");
    }

    Path userMaps() {
        return node.conf().resolve("pg_ident.conf");
    }

    /** The server's key, as the server wants it: its own and nobody else's to read. */
    Path ownKey() {
        return node.conf().resolve("server.key");
    }

    /** How a replica logs in on its primary. */
    Path upstreamPassword() {
        return node.data().resolve("upstream.pgpass");
    }

    /** Why a replica cannot follow any more. */
    Path parting() {
        return node.data().resolve("parting");
    }

    /** Makes a server that starts a standby; removed by the server when it is promoted. */
    Path standbySignal() {
        return dataDirectory().resolve("standby.signal");
    }

    Path socket() {
        return socket(".s.PGSQL." + PostgresqlEngine.PORT);
    }
}
