package dev.coffer.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a datastore version; the server has defaults. */
final class OfVersion {
    @Option(
            names = "--datastore",
            paramLabel = "DATASTORE",
            description = "For example mariadb; the server has a default.")
    private @Nullable String datastore;

    @Option(names = "--version", paramLabel = "VERSION", description = "For example 11.8; the datastore has a default.")
    private @Nullable String version;

    /** As a request's {@code datastore}; empty when nothing was said. */
    Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (datastore != null) {
            request.put("type", datastore);
        }
        if (version != null) {
            request.put("version", version);
        }
        return request;
    }
}
