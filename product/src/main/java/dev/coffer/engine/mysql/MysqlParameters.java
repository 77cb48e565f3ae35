package dev.coffer.engine.mysql;

import dev.coffer.engine.Parameters;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * MySQL's system variables. A server tells their types and bounds; which of them can be set while it runs, and which words an
 * enumeration has, is found out by setting them. The server's help says which of them an option file may hold.
 */
final class MysqlParameters implements Parameters {
    /** Waits until the server answers, and goes on after statements that fail. */
    private static final List<String> CLIENT = List.of(
            "mysql",
            "--no-defaults",
            "--socket=data/s",
            "--user=root",
            "--wait",
            "--force",
            "--batch",
            "--skip-column-names");

    @Override
    public List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        ScratchServer server = new ScratchServer(sandbox, scratch);
        Set<String> options = MariadbParameters.options(
                server.run(List.of("mysqld", "--no-defaults", "--user=root", "--verbose", "--help")));
        Files.createDirectory(scratch.resolve("data"));
        server.run(command(scratch, "--initialize-insecure"));
        Process process = server.start(command(scratch, "--skip-grant-tables"));
        try {
            List<MysqlVariable> variables = server.ask(process, CLIENT, MysqlVariable.QUERY)
                    .lines()
                    .map(MysqlVariable::parse)
                    .flatMap(Optional::stream)
                    .filter(variable -> options.contains(VariableRow.option(variable.name())))
                    .filter(variable -> !MysqlOwned.covers(variable.name()))
                    .toList();
            StringBuilder trials = new StringBuilder();
            variables.forEach(variable -> trials.append(variable.trial()));
            String answer = server.ask(process, CLIENT, trials + "SHUTDOWN;\n");
            server.await(process);
            return variables.stream()
                    .map(variable -> variable.parameter(answer))
                    .flatMap(Optional::stream)
                    .toList();
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(Path scratch, String mode) {
        return List.of(
                "mysqld",
                "--no-defaults",
                "--user=root", // only root takes it for an order; inside the sandbox root can do nothing
                "--datadir=" + scratch.resolve("data"),
                "--secure-file-priv=NULL",
                "--skip-networking",
                "--mysqlx=0",
                "--socket=s",
                "--skip-log-error",
                "--skip-log-bin",
                "--performance-schema=0",
                "--innodb-flush-method=nosync",
                "--innodb-buffer-pool-size=24M",
                "--innodb-redo-log-capacity=8M",
                mode);
    }

    @Override
    public boolean isOwned(String name) {
        return MysqlOwned.covers(name.replace('-', '_'));
    }

    @Override
    public Map<String, Object> defaults(Flavor flavor, int volumeSize) {
        Map<String, Object> defaults = new TreeMap<>(MysqlOptions.sizes(flavor.ram(), flavor.vcpus(), volumeSize));
        defaults.put("port", MysqlEngine.PORT);
        defaults.put("character_set_server", Options.CHARACTER_SET);
        return defaults;
    }
}
