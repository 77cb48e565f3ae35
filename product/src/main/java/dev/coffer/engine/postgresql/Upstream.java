package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A server that is followed, as the replication account sees it. */
record Upstream(PostgresqlPlaces places, String address, int port) {
    static final String FILE = "upstream.conf";

    private static final String SECONDS = "10";

    /** What the other server is. */
    record Identity(String system, Position position) {}

    /** How the server itself logs in there; the password is in a file that only it may read. */
    String configuration() {
        String tls = places.hasTls()
                ? "sslmode=verify-full sslrootcert=" + word(places.authority().toString())
                : "sslmode=prefer";
        String connection =
                "host=%s port=%d user=%s passfile=%s application_name=%s connect_timeout=5 gssencmode=disable %s"
                        .formatted(
                                address,
                                port,
                                Names.REPLICATION,
                                word(places.upstreamPassword().toString()),
                                word(places.node().address()),
                                tls);
        return Options.HEADER + "primary_conninfo = " + Options.quoted(connection) + "\n";
    }

    static String passwordFile(String password) {
        return "*:*:*:%s:%s\n".formatted(Names.REPLICATION, password);
    }

    private static String word(String value) {
        return '\'' + value.replace("\\", "\\\\").replace("'", "\\'") + '\'';
    }

    /** Asks the server how its log came to be. */
    Identity identify(String password) {
        try (Connection connection = Session.connect(Session.url(address, port, "replication"), properties(password));
                Statement statement = connection.createStatement()) {
            String system;
            long timeline;
            String lsn;
            try (ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
                row.next();
                system = row.getString(1);
                timeline = row.getLong(2);
                lsn = row.getString(3);
            }
            String history = "";
            if (timeline > 1) {
                try (ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
                    row.next();
                    history = new String(row.getBytes(2), StandardCharsets.ISO_8859_1);
                }
            }
            return new Identity(system, Position.of(timeline, history, lsn));
        } catch (SQLException e) {
            throw new EngineFailure(
                    Kind.PASSING,
                    "The primary at %s port %d cannot be asked. %s"
                            .formatted(address, port, Failures.of(e).getMessage()),
                    e);
        }
    }

    private Properties properties(String password) {
        Properties properties = new Properties();
        properties.setProperty("user", Names.REPLICATION);
        properties.setProperty("password", password);
        properties.setProperty("replication", "true");
        properties.setProperty("preferQueryMode", "simple");
        properties.setProperty("assumeMinServerVersion", "15");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("ApplicationName", "coffer");
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("socketTimeout", SECONDS);
        properties.setProperty("sslmode", places.hasTls() ? "verify-full" : "disable");
        if (places.hasTls()) {
            properties.setProperty("sslrootcert", places.authority().toString());
        }
        return properties;
    }
}
