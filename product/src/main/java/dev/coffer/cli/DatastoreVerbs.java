package dev.coffer.cli;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "datastore",
        description = "The kinds and versions of databases on offer.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer datastore list")
final class DatastoreVerbs {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("versions", DatastoreVerbs::versions),
            Column.of("default", DatastoreVerbs::defaultVersion),
            Column.of("id"));
    private static final List<Column> VERSIONS = List.of(Column.of("name"), Column.of("version"), Column.of("id"));

    private final Context context;

    DatastoreVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the datastores and their versions.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore list")
    int list(@Mixin Output output) {
        output.list(context.terminal(), COLUMNS, context.trove().all("/datastores", "datastores"));
        return 0;
    }

    @Command(
            description = "Shows a datastore.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore show mariadb")
    int show(@Parameters(paramLabel = "DATASTORE", description = "Name or id.") String name, @Mixin Output output) {
        Json datastore = find(name);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        COLUMNS.forEach(column -> fields.put(column.key(), column.value().apply(datastore)));
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(
            description = "Lists the versions of a datastore.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore versions mariadb")
    int versions(@Parameters(paramLabel = "DATASTORE", description = "Name or id.") String name, @Mixin Output output) {
        output.list(
                context.terminal(),
                VERSIONS,
                context.trove().all("/datastores/" + find(name).string("id") + "/versions", "versions"));
        return 0;
    }

    private Json find(String name) {
        return Trove.named(context.trove().all("/datastores", "datastores"), name, "datastore");
    }

    private static List<String> versions(Json datastore) {
        return datastore.items("versions").stream()
                .map(version -> version.string("name"))
                .toList();
    }

    private static @Nullable String defaultVersion(Json datastore) {
        return datastore.items("versions").stream()
                .filter(version -> version.string("id").equals(datastore.string("default_version")))
                .map(version -> version.string("name"))
                .findFirst()
                .orElse(null);
    }
}
