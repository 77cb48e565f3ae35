package dev.coffer.cli;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "limit",
        description = "What the project may have, and how much it may ask.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer limit list")
final class LimitVerbs {
    private static final List<Column> RATES = List.of(
            Column.of("verb"),
            Column.of("value"),
            Column.of("remaining"),
            Column.of("unit"),
            Column.of("uri").quiet(),
            Column.of("next_available", row -> row.at("nextAvailable").value()).quiet());

    private final Context context;

    LimitVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Shows how much of everything the project may have at most; -1 is any.",
            footerHeading = "%nExample:%n",
            footer = "  coffer limit show")
    int show(@Mixin Output output) {
        Map<String, @Nullable Object> fields =
                new LinkedHashMap<>(limits().getFirst().fields());
        fields.remove("verb");
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(
            description = "Lists how many requests the project may make.",
            footerHeading = "%nExample:%n",
            footer = "  coffer limit list")
    int list(@Mixin Output output) {
        List<Json> limits = limits();
        output.list(context.terminal(), RATES, limits.subList(1, limits.size()));
        return 0;
    }

    private List<Json> limits() {
        return context.trove().get("/limits").items("limits");
    }
}
