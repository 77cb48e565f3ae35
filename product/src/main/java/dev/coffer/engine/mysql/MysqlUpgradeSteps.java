package dev.coffer.engine.mysql;

import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What MySQL needs for an upgrade: little, since a server that starts brings its system tables up to date. */
record MysqlUpgradeSteps(MysqlPlaces places, MysqlData contents, Tools tools) implements SqlUpgrades.Steps {
    @Override
    public void tryOptions(Map<String, String> values) throws IOException, InterruptedException {
        contents.configure(values);
        tools.run(
                "mysql-options",
                List.of("mysqld", "--defaults-file=" + places.configuration(), "--skip-log-error", "--validate-config"),
                in -> {});
    }

    @Override
    public boolean updateSystemTables() {
        return false;
    }
}
