package dev.coffer.engine.postgresql;

import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.Trial.Prompt;
import dev.coffer.engine.server.SqlTrial;
import java.nio.file.Path;

/** {@code psql}, told by a service file, so that the password need not be typed where others see it. */
final class PostgresqlClient implements SqlTrial.Client {
    @Override
    public String credentialsSuffix() {
        return "pgservice";
    }

    @Override
    public Prompt prompt(Login login, Path credentials) {
        String service =
                """
                # written by coffer quickstart
                [coffer]
                host=%s
                port=%d
                user=%s
                password=%s
                dbname=%s
                """.formatted(login.address(), PostgresqlEngine.PORT, login.user(), login.password(), login.database());
        String command = "PGSERVICEFILE=%s psql service=coffer".formatted(credentials);
        return new Prompt("psql", "postgresql-client", service, command);
    }
}
