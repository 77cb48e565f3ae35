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
        name = "backup",
        description = "Backups of instances.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer backup list")
final class BackupVerbs {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("status"),
            Column.of("size"),
            Column.of("instance", row -> row.at("instance_id").value()),
            Column.of("created"),
            Column.of("parent_id").quiet(),
            Column.of("id"));
    private static final List<Column> STRATEGIES = List.of(
            Column.of("instance", row -> row.at("instance_id").value()),
            Column.of("container", row -> row.at("swift_container").value()),
            Column.of("backend"),
            Column.of("project_id").quiet());

    private final Context context;

    BackupVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the backups of the project, or of one instance.",
            footerHeading = "%nExamples:%n",
            footer = {"  coffer backup list", "  coffer backup list --instance shop"})
    int list(
            @Option(names = "--instance", paramLabel = "INSTANCE", description = "Only of this one: name or id.")
                    @Nullable String instance,
            @Mixin Output output) {
        output.list(context.terminal(), COLUMNS, backups(instance));
        return 0;
    }

    @Command(description = "Shows a backup.", footerHeading = "%nExample:%n", footer = "  coffer backup show nightly")
    int show(@Parameters(paramLabel = "BACKUP", description = "Name or id.") String backup, @Mixin Output output) {
        output.show(context.terminal(), find(backup).fields());
        return 0;
    }

    @Command(
            description = "Makes a backup of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer backup create nightly --instance shop")
    int create(
            @Parameters(paramLabel = "NAME", description = "Name of the new backup.") String name,
            @Option(names = "--instance", required = true, paramLabel = "INSTANCE", description = "Name or id.")
                    String instance,
            @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.") @Nullable String description,
            @Option(names = "--incremental", description = "Only what changed since the newest backup.")
                    boolean incremental,
            @Mixin Waiting waiting,
            @Mixin Output output)
            throws InterruptedException {
        Map<String, Object> backup = new LinkedHashMap<>();
        backup.put("name", name);
        backup.put("instance", context.trove().instanceId(instance));
        backup.put("incremental", incremental ? 1 : 0);
        if (description != null) {
            backup.put("description", description);
        }
        Answer answer = context.trove().post("/backups", Trove.body("backup", backup));
        context.filed(answer, waiting, "Backing up " + instance, _ -> {});
        output.show(context.terminal(), answer.json().at("backup").fields());
        return 0;
    }

    @Command(
            description = "Deletes backups, with those that build on them.",
            footerHeading = "%nExample:%n",
            footer = "  coffer backup delete nightly")
    int delete(
            @Parameters(paramLabel = "BACKUP", arity = "1..*", description = "Names or ids.") List<String> backups,
            @Mixin Waiting waiting)
            throws InterruptedException {
        for (String backup : backups) {
            Answer answer = context.trove().delete("/backups/" + find(backup).string("id"));
            context.filed(answer, waiting, "Deleting " + backup, _ -> {});
        }
        return 0;
    }

    @Command(
            description = "Lists where the backups of the project and its instances go.",
            footerHeading = "%nExample:%n",
            footer = "  coffer backup strategies")
    int strategies(@Mixin Output output) {
        output.list(
                context.terminal(),
                STRATEGIES,
                context.trove().get("/backup_strategies").items("backup_strategies"));
        return 0;
    }

    @Command(
            name = "set-strategy",
            description = "Says in which container backups are kept, of one instance or of all.",
            footerHeading = "%nExample:%n",
            footer = "  coffer backup set-strategy nightly-backups --instance shop")
    int setStrategy(
            @Parameters(paramLabel = "CONTAINER", description = "Name of the container.") String container,
            @Option(names = "--instance", paramLabel = "INSTANCE", description = "Only of this one: name or id.")
                    @Nullable String instance,
            @Mixin Output output) {
        Map<String, Object> strategy = new LinkedHashMap<>();
        strategy.put("swift_container", container);
        if (instance != null) {
            strategy.put("instance_id", context.trove().instanceId(instance));
        }
        Answer answer = context.trove().post("/backup_strategies", Trove.body("backup_strategy", strategy));
        output.show(context.terminal(), answer.json().at("backup_strategy").fields());
        return 0;
    }

    @Command(
            name = "delete-strategy",
            description = "Forgets in which container backups are kept.",
            footerHeading = "%nExample:%n",
            footer = "  coffer backup delete-strategy --instance shop")
    int deleteStrategy(
            @Option(
                            names = "--instance",
                            paramLabel = "INSTANCE",
                            description = "Of this one; of the project when not given.")
                    @Nullable String instance) {
        String query = instance == null ? "" : "?instance_id=" + context.trove().instanceId(instance);
        context.trove().delete("/backup_strategies" + query);
        context.terminal().say("Deleted.");
        return 0;
    }

    /** Pages of backups are counted, not named. */
    private List<Json> backups(@Nullable String instance) {
        String path =
                instance == null ? "/backups" : "/instances/" + context.trove().instanceId(instance) + "/backups";
        return context.trove().counted(path, "backups");
    }

    private Json find(String backup) {
        return Trove.named(backups(null), backup, "backup");
    }
}
