package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
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
        name = "database",
        description = "Databases in an instance.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer database list shop")
final class DatabaseVerbs {
    private final Context context;

    DatabaseVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the databases of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer database list shop")
    int list(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        String id = context.trove().instanceId(instance);
        List<Json> rows =
                context.trove().all("/instances/" + id + "/databases", "databases", row -> row.string("name"));
        output.list(context.terminal(), List.of(Column.of("name")), rows);
        return 0;
    }

    @Command(
            description = "Makes databases in an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer database create shop orders customers")
    int create(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "DATABASE", arity = "1..*", description = "Names of the new databases.")
                    List<String> names,
            @Option(names = "--character-set", paramLabel = "SET", description = "For example utf8mb4.") @Nullable String characterSet,
            @Option(names = "--collate", paramLabel = "COLLATION", description = "For example utf8mb4_bin.") @Nullable String collate,
            @Mixin Waiting waiting)
            throws InterruptedException {
        List<Map<String, Object>> databases = names.stream()
                .map(name -> database(name, characterSet, collate))
                .toList();
        String id = context.trove().instanceId(instance);
        Answer answer = context.trove().post("/instances/" + id + "/databases", Trove.body("databases", databases));
        context.asked(answer, waiting, "Creating " + String.join(", ", names));
        return 0;
    }

    private static Map<String, Object> database(String name, @Nullable String characterSet, @Nullable String collate) {
        Map<String, Object> database = new LinkedHashMap<>();
        database.put("name", name);
        if (characterSet != null) {
            database.put("character_set", characterSet);
        }
        if (collate != null) {
            database.put("collate", collate);
        }
        return database;
    }

    @Command(
            description = "Deletes databases of an instance with all their data.",
            footerHeading = "%nExample:%n",
            footer = "  coffer database delete shop orders")
    int delete(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "DATABASE", arity = "1..*", description = "Names of the databases.")
                    List<String> names,
            @Mixin Waiting waiting)
            throws InterruptedException {
        String id = context.trove().instanceId(instance);
        for (String name : names) {
            Answer answer = context.trove().delete("/instances/" + id + "/databases/" + Trove.segment(name));
            context.asked(answer, waiting, "Deleting " + name);
        }
        return 0;
    }
}
