package dev.coffer.it;

import java.sql.DriverManager;
import java.sql.SQLException;

/** The engines that replicate, and how their tenants' applications speak to them. */
enum EngineKind {
    MARIADB("mariadb", "11.8", "mariadbd", "jdbc:mariadb://%s:3306/app?connectTimeout=2000&socketTimeout=5000"),
    MYSQL("mysql", "9.7", "mysqld", "jdbc:mariadb://%s:3306/app?connectTimeout=2000&socketTimeout=5000&sslMode=trust"),
    POSTGRESQL("postgresql", "18", "postgres", "jdbc:postgresql://%s/app?connectTimeout=2&socketTimeout=5"),
    REDIS("redis", "8.0", "redis-server", ""),
    VALKEY("valkey", "9.1", "valkey-server", "");

    private static final String USER = "app";
    private static final String PASSWORD = "secret-App-1";

    private final String datastore;
    private final String version;
    private final String program;
    private final String url;

    EngineKind(String datastore, String version, String program, String url) {
        this.datastore = datastore;
        this.version = version;
        this.program = program;
        this.url = url;
    }

    String datastore() {
        return datastore;
    }

    /** The default one. */
    String version() {
        return version;
    }

    /** Name of the server's process. */
    String program() {
        return program;
    }

    boolean hasDatabases() {
        return !url.isEmpty();
    }

    Application open(String address) throws SQLException {
        if (!hasDatabases()) {
            return new RedisApplication(address, USER, PASSWORD);
        }
        String closed = this == POSTGRESQL ? "SELECT pg_is_in_recovery()" : "SELECT @@GLOBAL.read_only";
        return new SqlApplication(DriverManager.getConnection(url.formatted(address), USER, PASSWORD), closed);
    }

    /** {@code databases} and {@code users} of an instance's order. */
    String accounts() {
        String databases = hasDatabases() ? "[{\"name\": \"app\"}]" : "[]";
        return "\"databases\": %s, \"users\": [{\"name\": \"%s\", \"password\": \"%s\", \"databases\": %s}]"
                .formatted(databases, USER, PASSWORD, databases);
    }
}
