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
        name = "operation",
        description = "What is being done, and what was done, to an instance.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer operation list shop")
final class OperationVerbs {
    private static final List<Column> COLUMNS = List.of(
            Column.of("kind"),
            Column.of("state"),
            Column.of("created"),
            Column.of("ended"),
            Column.of("step", OperationVerbs::currentStep),
            Column.of("id"),
            Column.of("error"),
            Column.of("waiting_for").quiet(),
            Column.of("deadline").quiet(),
            Column.of("steps").quiet());
    private static final List<Column> STEPS = List.of(
            Column.of("step", row -> row.at("name").value()),
            Column.of("state"),
            Column.of("attempts"),
            Column.of("started"),
            Column.of("ended"),
            Column.of("error"));

    private final Context context;

    OperationVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the operations of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer operation list shop")
    int list(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        String id = context.trove().instanceId(instance);
        output.list(context.terminal(), COLUMNS, context.trove().all("/instances/" + id + "/operations", "operations"));
        return 0;
    }

    @Command(
            description = "Shows an operation with all its steps.",
            footerHeading = "%nExample:%n",
            footer = "  coffer operation show 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int show(@Parameters(paramLabel = "OPERATION", description = "Its id.") String id, @Mixin Output output) {
        Json operation = context.trove().get("/operations/" + Trove.segment(id)).at("operation");
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, Json> member : operation.members().entrySet()) {
            boolean table = output.isTable() && member.getKey().equals("steps");
            if (!table) {
                fields.put(member.getKey(), member.getValue().value());
            }
        }
        output.show(context.terminal(), fields);
        if (output.isTable()) {
            context.terminal().print("");
            Output.table().list(context.terminal(), STEPS, operation.items("steps"));
        }
        return 0;
    }

    @Command(
            description = "Follows an operation until it ends.",
            footerHeading = "%nExample:%n",
            footer = "  coffer operation watch 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int watch(@Parameters(paramLabel = "OPERATION", description = "Its id.") String id) throws InterruptedException {
        context.follow(Trove.segment(id));
        return 0;
    }

    private static @Nullable String currentStep(Json operation) {
        return operation.items("steps").stream()
                .filter(step -> !step.string("state").equals("DONE"))
                .reduce((_, last) -> last)
                .map(step -> step.string("name"))
                .orElse(null);
    }
}
