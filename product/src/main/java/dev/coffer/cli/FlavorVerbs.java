package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "flavor",
        description = "The sizes of servers on offer.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer flavor list")
final class FlavorVerbs {
    static final List<Column> COLUMNS = List.of(
            Column.of("id", FlavorVerbs::id),
            Column.of("name"),
            Column.of("ram"),
            Column.of("vcpus"),
            Column.of("disk").quiet(),
            Column.of("ephemeral").quiet());

    private final Context context;

    FlavorVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the flavors; memory is in MiB.",
            footerHeading = "%nExample:%n",
            footer = "  coffer flavor list")
    int list(@Mixin Output output) {
        output.list(context.terminal(), COLUMNS, context.trove().all("/flavors", "flavors"));
        return 0;
    }

    @Command(description = "Shows a flavor.", footerHeading = "%nExample:%n", footer = "  coffer flavor show 1")
    int show(@Parameters(paramLabel = "FLAVOR", description = "Id or name.") String name, @Mixin Output output) {
        Json flavor = find(context.trove(), name);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        COLUMNS.forEach(column -> fields.put(column.key(), column.value().apply(flavor)));
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(
            description = "Adds a flavor, for administrators.",
            footerHeading = "%nExample:%n",
            footer = "  coffer flavor create m1.huge --ram 32768 --vcpus 16")
    int create(
            @Parameters(paramLabel = "NAME", description = "Name of the new flavor.") String name,
            @Option(names = "--ram", required = true, paramLabel = "MIB", description = "Memory in MiB.") int ram,
            @Option(names = "--vcpus", required = true, paramLabel = "N", description = "Processors.") int vcpus,
            @Option(names = "--id", paramLabel = "ID", description = "Its id; a random one when not given.") @Nullable String id,
            @Mixin Output output) {
        Map<String, Object> flavor = new LinkedHashMap<>(Map.of("name", name, "ram", ram, "vcpus", vcpus));
        if (id != null) {
            flavor.put("flavor_id", id);
        }
        Json made = context.trove()
                .post("/mgmt/flavors", Trove.body("flavor", flavor))
                .json()
                .at("flavor");
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        COLUMNS.forEach(column -> fields.put(column.key(), column.value().apply(made)));
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(
            description = "Takes a flavor from the offer, for administrators; instances that have it keep it.",
            footerHeading = "%nExample:%n",
            footer = "  coffer flavor delete m1.huge")
    int delete(@Parameters(paramLabel = "FLAVOR", description = "Id or name.") String name) {
        String id = find(context.trove(), name).string("id");
        context.trove().delete("/mgmt/flavors/" + Trove.segment(id));
        context.terminal().say("Deleted %s.".formatted(name));
        return 0;
    }

    /** A flavor by id or name. Its {@code id} is a number, or null when {@code str_id} is not one. */
    static Json find(Trove trove, String nameOrId) {
        List<Json> flavors = trove.all("/flavors", "flavors");
        return flavors.stream()
                .filter(flavor -> id(flavor).equals(nameOrId))
                .findFirst()
                .or(() -> flavors.stream()
                        .filter(flavor -> flavor.string("name").equals(nameOrId))
                        .findFirst())
                .map(FlavorVerbs::withTextId)
                .orElseThrow(() -> Failure.refused(
                        "There is no flavor \"%s\".".formatted(nameOrId), "See what there is: coffer flavor list"));
    }

    private static Json withTextId(Json flavor) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        flavor.members().forEach((key, value) -> members.put(key, value.value()));
        members.put("id", id(flavor));
        return new Json(members);
    }

    private static String id(Json flavor) {
        return flavor.text("str_id").orElseGet(() -> flavor.string("id"));
    }
}
