package dev.coffer.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The application that uses a database, and its account. */
final class Tenant {
    private static final String USER = "app";
    private static final String PASSWORD = "secret-App-1";
    private static final int PORT = 3306;

    private Tenant() {}

    /** Body of the request for an instance with the application's database and account. */
    static String order(String name) {
        return """
                {"instance": {"name": "%s", "flavorRef": "1", "volume": {"size": 1},
                  "datastore": {"type": "mariadb", "version": "%s"}, "databases": [{"name": "app"}],
                  "users": [{"name": "%s", "password": "%s", "databases": [{"name": "app"}]}]}}
                """.formatted(name, ReplicaSet.VERSION, USER, PASSWORD);
    }

    static Connection connect(String address) throws SQLException {
        return connect("%s:%d/app".formatted(address, PORT), USER, PASSWORD);
    }

    /** @param place {@code host:port/database} */
    static Connection connect(String place, String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://%s?connectTimeout=2000&socketTimeout=5000".formatted(place), user, password);
    }
}
