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
final class DatastoreVerbs implements Extended {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("versions", DatastoreVerbs::versions),
            Column.of("default", DatastoreVerbs::defaultVersion),
            Column.of("id"));
    private static final List<Column> VERSIONS = List.of(Column.of("name"), Column.of("version"), Column.of("id"));

    private static final List<Column> VOLUME_TYPES = List.of(
            Column.of("name"), Column.of("description"), Column.of("is_public").quiet(), Column.of("id"));

    private final Context context;

    DatastoreVerbs(Context context) {
        this.context = context;
    }

    @Override
    public List<Object> more() {
        return List.of(new DatastoreVersionChange.Add(context), new DatastoreVersionChange.Set(context));
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

    @Command(
            name = "remove-version",
            description = "Removes a version that nothing uses from a datastore, for administrators.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore remove-version mariadb 11.8-hardened")
    int removeVersion(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version) {
        context.trove().delete("/mgmt/datastore-versions/" + DatastoreVersionChange.id(context, datastore, version));
        context.terminal().say("Removed %s %s.".formatted(datastore, version));
        return 0;
    }

    @Command(
            description = "Deletes a datastore that has no versions, for administrators.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore delete mariadb-test")
    int delete(@Parameters(paramLabel = "DATASTORE", description = "Name or id.") String name) {
        context.trove().delete("/datastores/" + find(name).string("id"));
        context.terminal().say("Deleted %s.".formatted(name));
        return 0;
    }

    @Command(
            description = "Lists the flavors that instances of a version may have.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore flavors mariadb 11.8")
    int flavors(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version,
            @Mixin Output output) {
        output.list(
                context.terminal(),
                FlavorVerbs.COLUMNS,
                context.trove().get(version(datastore, version) + "/flavors").items("flavors"));
        return 0;
    }

    @Command(
            name = "volume-types",
            description = "Lists the types of volumes that instances of a version may have.",
            footerHeading = "%nExample:%n",
            footer = "  coffer datastore volume-types mariadb 11.8")
    int volumeTypes(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version,
            @Mixin Output output) {
        output.list(
                context.terminal(),
                VOLUME_TYPES,
                context.trove()
                        .get(version(datastore, version) + "/volume-types")
                        .items("volume_types"));
        return 0;
    }

    @Command(
            description = {
                "Says which flavors instances of a version may have, for administrators.",
                "Without any, all of them."
            },
            footerHeading = "%nExample:%n",
            name = "restrict-flavors",
            footer = "  coffer datastore restrict-flavors mariadb 11.8 m1.small m1.medium")
    int restrictFlavors(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version,
            @Parameters(paramLabel = "FLAVOR", index = "2..*", arity = "0..*", description = "Ids or names.") @Nullable List<String> flavors) {
        List<String> ids = named(flavors).stream()
                .map(name -> FlavorVerbs.find(context.trove(), name).string("id"))
                .toList();
        context.trove().put(managed(datastore, version) + "/flavors", Trove.body("flavors", ids));
        context.terminal().say("Changed %s %s.".formatted(datastore, version));
        return 0;
    }

    @Command(
            description = {
                "Says which types of volumes instances of a version may have, for administrators.",
                "Without any, all of them."
            },
            footerHeading = "%nExample:%n",
            name = "restrict-volume-types",
            footer = "  coffer datastore restrict-volume-types mariadb 11.8 local")
    int restrictVolumeTypes(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version,
            @Parameters(paramLabel = "TYPE", index = "2..*", arity = "0..*", description = "Names or ids.") @Nullable List<String> types) {
        context.trove().put(managed(datastore, version) + "/volume-types", Trove.body("volume_types", named(types)));
        context.terminal().say("Changed %s %s.".formatted(datastore, version));
        return 0;
    }

    private static List<String> named(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }

    private String managed(String datastore, String version) {
        return "/mgmt/datastore-versions/" + DatastoreVersionChange.id(context, datastore, version);
    }

    private String version(String datastore, String version) {
        Json found = find(datastore);
        return "/datastores/%s/versions/%s"
                .formatted(
                        found.string("id"),
                        Trove.named(found.items("versions"), version, "version").string("id"));
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
