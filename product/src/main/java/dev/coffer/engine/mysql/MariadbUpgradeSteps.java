package dev.coffer.engine.mysql;

import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** What MariaDB needs for an upgrade: {@code mariadb-upgrade} for its system tables. */
final class MariadbUpgradeSteps implements SqlUpgrades.Steps {
    private final MariadbPlaces places;
    private final MariadbData contents;
    private final DataDirectory data;
    private final Tools tools;

    MariadbUpgradeSteps(MariadbPlaces places, MariadbData contents, DataDirectory data, Tools tools) {
        this.places = places;
        this.contents = contents;
        this.data = data;
        this.tools = tools;
    }

    @Override
    public void tryOptions(Map<String, String> values) throws IOException, InterruptedException {
        contents.configure(values);
        tools.stream(
                "mariadb-options",
                List.of(
                        "mariadbd",
                        "--defaults-file=" + places.configuration(),
                        "--skip-log-error",
                        "--verbose",
                        "--help"),
                Map.of(),
                out -> out.transferTo(OutputStream.nullOutputStream()));
    }

    /** Leaves no trace in the binary log: every member of a set does this for itself. */
    @Override
    public boolean updateSystemTables() throws IOException, InterruptedException {
        tools.stream(
                "mariadb-upgrade",
                List.of(
                        "mariadb-upgrade",
                        "--no-defaults",
                        "--user=" + Session.AGENT,
                        "--socket=" + places.socket(),
                        "--skip-ssl"),
                Map.of("MYSQL_PWD", data.agentPassword()),
                out -> out.transferTo(OutputStream.nullOutputStream()));
        return true;
    }
}
