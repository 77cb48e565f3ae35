package dev.coffer.engine.postgresql;

import dev.coffer.engine.server.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Versions of columns, which the minor versions of late 2026 keep among the options of every column and earlier ones do not know: an
 * upgrade to a major version that lags behind would fail at the first table. There they have no meaning, so they are taken out of the data
 * that are upgraded.
 */
record ColumnVersions(PostgresqlPlaces places, PostgresqlData contents) {
    private static final String OPTION = "pg_attver=%";

    /** Without any, the options are null. */
    private static final String REMOVE =
            "UPDATE pg_attribute SET attoptions = (SELECT array_agg(o) FROM unnest(attoptions) o WHERE o NOT LIKE '%1$s')"
                    + " WHERE EXISTS (SELECT 1 FROM unnest(attoptions) o WHERE o LIKE '%1$s')";

    /**
     * @param old data of the version {@code from}
     * @param fresh empty data of the newer version
     */
    void prepare(Path old, String from, Path fresh) throws IOException, InterruptedException {
        if (isKnown(fresh)) {
            return;
        }
        for (String database : databases(old, from)) {
            contents.statements(from, old, database, List.of(REMOVE.formatted(OPTION)));
        }
    }

    private boolean isKnown(Path fresh) throws IOException, InterruptedException {
        String known = said(
                places.node().version(),
                fresh,
                List.of("CREATE TABLE public.probe (number int)"),
                "SELECT count(*) FROM pg_attribute, unnest(attoptions) o WHERE attrelid = 'public.probe'::regclass AND o LIKE '%s'"
                        .formatted(OPTION),
                List.of("DROP TABLE public.probe"));
        return !known.strip().equals("0");
    }

    /** Encoded, since a name may hold anything. */
    private List<String> databases(Path old, String from) throws IOException, InterruptedException {
        String said = said(
                from,
                old,
                List.of(),
                "SELECT encode(convert_to(datname, 'UTF8'), 'hex') FROM pg_database WHERE datallowconn",
                List.of());
        return said.lines().map(ColumnVersions::decoded).toList();
    }

    private static String decoded(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }

    /** What a query answers, in a file, since a server that serves nobody cannot say it otherwise. */
    private String said(String version, Path directory, List<String> before, String query, List<String> after)
            throws IOException, InterruptedException {
        Path answer = Disk.directory(places.temporary()).resolve("answer");
        Files.deleteIfExists(answer);
        List<String> statements = new ArrayList<>(before);
        statements.add("COPY (%s) TO %s".formatted(query, Sql.text(answer.toString())));
        statements.addAll(after);
        contents.statements(version, directory, Session.HOME, statements);
        String said = Files.readString(answer);
        Files.delete(answer);
        return said;
    }
}
