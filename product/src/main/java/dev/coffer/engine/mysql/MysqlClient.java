package dev.coffer.engine.mysql;

import dev.coffer.engine.Trial.Login;
import dev.coffer.engine.Trial.Prompt;
import dev.coffer.engine.server.SqlTrial;
import java.nio.file.Path;

/** The {@code mysql} client, told by an option file, so that the password need not be typed where others see it. */
final class MysqlClient implements SqlTrial.Client {
    @Override
    public String credentialsSuffix() {
        return "cnf";
    }

    @Override
    public Prompt prompt(Login login, Path credentials) {
        String options = """
                # written by coffer quickstart
                [client]
                host=%s
                port=%d
                user=%s
                password=%s
                """.formatted(login.address(), MysqlEngine.PORT, login.user(), login.password());
        String command = "mysql --defaults-extra-file=%s %s".formatted(credentials, login.database());
        return new Prompt("mysql", "mysql-client", options, command);
    }
}
