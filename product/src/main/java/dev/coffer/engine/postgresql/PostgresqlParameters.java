package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Parameters;
import dev.coffer.engine.server.LogTail;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Flavor;
import dev.coffer.model.Parameter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** PostgreSQL's settings. A server that serves nobody, on an empty directory, writes what it knows of them to a file. */
final class PostgresqlParameters implements Parameters {
    private static final int PATIENCE_SECONDS = 120;

    @Override
    public List<Parameter> introspect(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        Path rows = scratch.resolve("settings");
        Path data = scratch.resolve("data");
        Path statement = scratch.resolve("statement.sql");
        Files.writeString(
                statement,
                "COPY (SELECT %s FROM pg_settings ORDER BY name) TO %s%n"
                        .formatted(SettingRow.COLUMNS, Sql.text(rows.toString())));
        String version = version(sandbox, scratch);
        run(sandbox, scratch, new File("/dev/null"), initdb(version, data));
        run(sandbox, scratch, statement.toFile(), single(version, data));
        return Files.readAllLines(rows, StandardCharsets.UTF_8).stream()
                .map(SettingRow::parse)
                .map(SettingRow::parameter)
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> initdb(String version, Path data) {
        return List.of(
                Programs.of(version, "initdb"),
                "--pgdata=" + data,
                "--username=" + Session.AGENT,
                "--auth=reject",
                "--locale=C",
                "--no-sync");
    }

    private static List<String> single(String version, Path data) {
        return List.of(
                Programs.of(version, "postgres"),
                "--single",
                "-F",
                "-D",
                data.toString(),
                "-c",
                "exit_on_error=on",
                Session.HOME);
    }

    /** Older ones are there for upgrades. */
    private static String version(Sandbox sandbox, Path scratch) throws IOException, InterruptedException {
        run(sandbox, scratch, new File("/dev/null"), List.of("ls", Programs.VERSIONS));
        return Files.readAllLines(output(scratch).toPath()).stream()
                .filter(line -> line.matches("\\d{1,3}"))
                .max(Comparator.comparingInt(Integer::parseInt))
                .orElseThrow(() -> new EngineFailure(Kind.BROKEN, "The image has no PostgreSQL server."));
    }

    private static void run(Sandbox sandbox, Path scratch, File input, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = sandbox.asOrdinary().tool(command);
        builder.redirectErrorStream(true).redirectOutput(output(scratch)).redirectInput(input);
        Process process = Sandbox.start(builder);
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new EngineFailure(Kind.PASSING, "The server of the image does not end.");
            }
            if (process.exitValue() != 0) {
                throw new EngineFailure(
                        Kind.BROKEN,
                        "The server of the image ended with exit code %d. %s"
                                .formatted(process.exitValue(), lastError(scratch))
                                .strip());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static File output(Path scratch) {
        return scratch.resolve("output").toFile();
    }

    private static String lastError(Path scratch) {
        return LogTail.lines(output(scratch).toPath(), 0).stream()
                .filter(Complaints::isOfTool)
                .reduce((first, second) -> second)
                .orElse("");
    }

    @Override
    public boolean isOwned(String name) {
        return Owned.covers(name);
    }

    @Override
    public Map<String, Object> defaults(Flavor flavor, int volumeSize) {
        Map<String, Object> defaults = new TreeMap<>(Options.sizes(flavor.ram(), flavor.vcpus(), volumeSize));
        defaults.put("port", PostgresqlEngine.PORT);
        return defaults;
    }
}
