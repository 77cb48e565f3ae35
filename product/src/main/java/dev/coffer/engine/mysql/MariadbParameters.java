package dev.coffer.engine.mysql;

import dev.coffer.engine.Parameters;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * MariaDB's system variables. A server is started on an empty directory, without network, tables or accounts; its first script writes
 * what it knows of its variables to a file and ends it again. Its help says which options a file may hold that are no variables of the
 * same kind ({@code character-set-server}).
 */
final class MariadbParameters implements Parameters {
    @Override
    public List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        Path rows = scratch.resolve("variables");
        Files.createDirectory(scratch.resolve("data"));
        Path script = scratch.resolve("script.sql");
        Files.writeString(
                script,
                "SELECT %s INTO OUTFILE %s FROM information_schema.SYSTEM_VARIABLES ORDER BY VARIABLE_NAME;%nSHUTDOWN;%n"
                        .formatted(VariableRow.COLUMNS, Sql.text(rows.toString())));
        ScratchServer server = new ScratchServer(sandbox, scratch);
        server.run(server(scratch, script));
        Set<String> options =
                options(server.run(List.of("mariadbd", "--no-defaults", "--user=root", "--verbose", "--help")));
        return Files.readAllLines(rows, StandardCharsets.UTF_8).stream()
                .map(VariableRow::parse)
                .filter(row -> !MariadbOwned.covers(row.name()))
                .map(row -> row.parameter(options))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> server(Path scratch, Path script) {
        return List.of(
                "mariadbd",
                "--no-defaults",
                "--user=root", // only root takes it for an order; inside the sandbox root can do nothing
                "--skip-networking",
                "--socket=s",
                "--pid-file=p",
                "--datadir=" + scratch.resolve("data"),
                "--secure-file-priv=" + scratch,
                "--skip-grant-tables",
                "--skip-slave-start",
                "--debug-no-sync=1",
                "--innodb-buffer-pool-size=24M",
                "--innodb-log-file-size=4M",
                "--innodb-fast-shutdown=2",
                "--init-file=" + script);
    }

    /** Names in the table at the end of the help. */
    static Set<String> options(String help) {
        Set<String> options = new HashSet<>();
        help.lines()
                .dropWhile(line -> !line.startsWith("Variables (--variable-name=value)"))
                .dropWhile(line -> !line.startsWith("----"))
                .skip(1)
                .takeWhile(line -> !line.isBlank())
                .forEach(line -> options.add(
                        line.split("\\s", 2)[0].toLowerCase(Locale.ROOT).replace('-', '_')));
        return options;
    }

    @Override
    public boolean isOwned(String name) {
        return MariadbOwned.covers(name.replace('-', '_'));
    }

    @Override
    public Map<String, Object> defaults(Flavor flavor, int volumeSize) {
        Map<String, Object> defaults = new TreeMap<>(MariadbOptions.sizes(flavor.ram(), flavor.vcpus(), volumeSize));
        defaults.put("port", MariadbEngine.PORT);
        defaults.put("character_set_server", Options.CHARACTER_SET);
        return defaults;
    }
}
