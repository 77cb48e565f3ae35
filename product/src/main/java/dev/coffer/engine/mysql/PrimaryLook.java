package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.mariadb.jdbc.Driver;

/** A replica's look at what its primary has, by the account of replication. */
final class PrimaryLook {
    private static final String MILLISECONDS = "10000";

    private PrimaryLook() {}

    static GtidSet executed(MysqlPlaces places, String address, int port, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", Names.REPLICATION);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", MILLISECONDS);
        properties.setProperty("socketTimeout", MILLISECONDS);
        if (places.hasTls()) {
            properties.setProperty("sslMode", "verify-full");
            properties.setProperty("serverSslCert", places.authority().toString());
        } else {
            properties.setProperty("sslMode", "trust");
        }
        try (Connection connection =
                        new Driver().connect("jdbc:mariadb://%s:%d/".formatted(address, port), properties);
                Statement statement = connection.createStatement();
                ResultSet executed = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
            executed.next();
            return GtidSet.parse(executed.getString(1));
        } catch (SQLException e) {
            throw new EngineFailure(
                    Kind.PASSING,
                    "The replica does not get in at its primary %s. %s"
                            .formatted(address, Failures.of(e).getMessage()),
                    e);
        }
    }
}
