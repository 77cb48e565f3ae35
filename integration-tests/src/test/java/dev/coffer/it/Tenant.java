package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A tenant's application at the server itself: what an account may really do.
 *
 * @param database empty for none
 */
record Tenant(String address, String user, String password, String database) {

    /** Of the application that {@link Api#create} makes in a MariaDB. */
    static Connection ofApp(String address) throws SQLException {
        return new Tenant(address, "app", "secret-App-1", "app").connect();
    }

    Tenant on(String other) {
        return new Tenant(address, user, password, other);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mariadb://%s:3306/%s?connectTimeout=2000&socketTimeout=5000".formatted(address, database),
                user,
                password);
    }

    void run(String statement) throws SQLException {
        try (Connection connection = connect();
                Statement running = connection.createStatement()) {
            running.execute(statement);
        }
    }

    /** The first column. */
    List<String> ask(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /** Holds when the server lets the user in and to the database. */
    void mustEnter() throws SQLException {
        assertThat(ask("SELECT 1")).containsExactly("1");
    }

    /** Holds when the server itself refuses the user, or the user this database. */
    void mayNotEnter() {
        assertThatThrownBy(this::connect)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getErrorCode()).isIn(1044, 1045));
    }
}
