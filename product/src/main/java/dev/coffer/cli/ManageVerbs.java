package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "manage",
        description = "The instances of all projects, for administrators.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer manage list")
final class ManageVerbs {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("project", row -> row.at("tenant_id").value()),
            Column.of("status"),
            Column.of("health", row -> row.at("operating_status").value()),
            Column.of("task", row -> row.at("task_description").value()),
            Column.of("datastore", row -> row.at("datastore").at("type").value()),
            Column.of("version", row -> row.at("datastore").at("version").value()),
            Column.of("deleted").quiet(),
            Column.of("server_id").quiet(),
            Column.of("id"));

    private final Context context;

    ManageVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists instances of all projects.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  coffer manage list",
                "  coffer manage list --project 0123456789abcdef0123456789abcdef --deleted"
            })
    int list(
            @Option(names = "--project", paramLabel = "PROJECT", description = "Only of this one: its id.") @Nullable String project,
            @Option(names = "--deleted", description = "Those that were deleted.") boolean deleted,
            @Mixin Output output) {
        String query = "?deleted=" + deleted + (project == null ? "" : "&project_id=" + Trove.segment(project));
        output.list(context.terminal(), COLUMNS, context.trove().counted("/mgmt/instances" + query, "instances"));
        return 0;
    }

    @Command(
            description = "Shows an instance of any project with all that is known of it.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage show 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int show(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Output output) {
        output.show(
                context.terminal(),
                context.trove().get(path(instance)).at("instance").fields());
        return 0;
    }

    @Command(
            description = "Shows the processor and memory of the server of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage hardware 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int hardware(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Output output) {
        output.show(
                context.terminal(),
                context.trove().get(path(instance) + "/hwinfo").at("hwinfo").fields());
        return 0;
    }

    @Command(
            description = "Shows the process of the agent of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage diagnostics 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int diagnostics(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Output output) {
        output.show(
                context.terminal(),
                context.trove()
                        .get(path(instance) + "/diagnostics")
                        .at("diagnostics")
                        .fields());
        return 0;
    }

    @Command(
            description = "Shows when root was enabled, and by whom.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage root 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int root(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Output output) {
        output.show(
                context.terminal(),
                context.trove().get(path(instance) + "/root").at("root_history").fields());
        return 0;
    }

    @Command(
            description = "Asks the agent of an instance whether it answers.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage ping 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int ping(@Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance) {
        context.trove().get(path(instance) + "/rpc_ping");
        context.terminal().say("Its agent answers.");
        return 0;
    }

    @Command(
            description = "Stops the database server of an instance; it stays stopped until it is restarted.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage stop 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e --wait")
    int stop(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "stop", Map.of(), waiting, "Stopping " + instance);
    }

    @Command(
            description = "Restarts all of an instance: its agent and its database server.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage reboot 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e --wait")
    int reboot(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "reboot", Map.of(), waiting, "Rebooting " + instance);
    }

    @Command(
            description = "Moves an instance to another host.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage migrate 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e --host rack-7 --wait")
    int migrate(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Option(names = "--host", paramLabel = "HOST", description = "Where to; chosen for you when not given.")
                    @Nullable String host,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return act(
                instance, "migrate", host == null ? Map.of() : Map.of("host", host), waiting, "Migrating " + instance);
    }

    @Command(
            description = "Makes the server of an instance anew from an image; the data stay.",
            footerHeading = "%nExample:%n",
            footer =
                    "  coffer manage rebuild 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e --image 6e1f2d0a-0d6c-4e3e-9f3c-0a3b1b2c4d5e --wait")
    int rebuild(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Option(names = "--image", required = true, paramLabel = "IMAGE", description = "Id of the image.")
                    String image,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "rebuild", Map.of("image_id", image), waiting, "Rebuilding " + instance);
    }

    @Command(
            name = "reset-task",
            description = "Forgets the task of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer manage reset-task 1f0c6c1e-7a8f-4c7c-9a55-0d8d7c1b2a3e")
    int resetTask(
            @Parameters(paramLabel = "INSTANCE", description = "Its id, or name.") String instance,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "reset-task-status", Map.of(), waiting, "Resetting the task of " + instance);
    }

    private int act(String instance, String action, Map<String, Object> options, Waiting waiting, String sentence)
            throws InterruptedException {
        String path = path(instance);
        Answer answer = context.trove().post(path + "/action", Trove.body(action, options));
        context.filed(answer, waiting, sentence, _ -> {});
        return 0;
    }

    private String path(String instance) {
        List<Json> all = context.trove().counted("/mgmt/instances?deleted=false", "instances");
        return "/mgmt/instances/" + Trove.named(all, instance, "instance").string("id");
    }
}
