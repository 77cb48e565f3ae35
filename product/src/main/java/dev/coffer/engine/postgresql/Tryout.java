package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import dev.coffer.engine.server.Disk;
import dev.coffer.engine.server.LogTail;
import dev.coffer.engine.server.Tools;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a server takes values, without a server: one that is asked for a setting reads the whole configuration and ends. */
record Tryout(PostgresqlPlaces places, PostgresqlData contents, Tools tools) {
    private static final String PROGRAM = "postgres-trial";

    /** @throws EngineFailure {@code REFUSED} when not, with what the server says of it */
    void run(Map<String, String> values) throws IOException, InterruptedException {
        Node node = places.node();
        Disk.write(places.trial(), contents.text(values), "rw-r--r--");
        try {
            tools.stream(
                    PROGRAM,
                    List.of(
                            Programs.of(node.version(), "postgres"),
                            "-D",
                            places.dataDirectory().toString(),
                            "-c",
                            "config_file=" + places.trial(),
                            "-C",
                            "port"),
                    Map.of(),
                    out -> out.transferTo(OutputStream.nullOutputStream()));
        } catch (EngineFailure failure) {
            Optional<String> complaint = LogTail.lines(node.log().resolve(PROGRAM + ".log"), 0).stream()
                    .map(Complaints::ofConfiguration)
                    .flatMap(Optional::stream)
                    .findFirst();
            throw complaint
                    .map(sentence -> new EngineFailure(
                            Kind.REFUSED, "The database server does not take the values: %s.".formatted(sentence)))
                    .orElse(failure);
        } finally {
            Files.deleteIfExists(places.trial());
        }
    }
}
