package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "module",
        description = "Modules: what is added to database servers.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer module list")
final class ModuleVerbs implements Extended {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("type"),
            Column.of("datastore"),
            Column.of("version", row -> row.at("datastore_version").value()),
            Column.of("auto_apply"),
            Column.of("visible").quiet(),
            Column.of("apply_order").quiet(),
            Column.of("md5").quiet(),
            Column.of("id"));
    private static final List<Column> INSTANCES = List.of(Column.of("name"), Column.of("id"));
    private static final List<Column> APPLIED = List.of(
            Column.of(
                    "name",
                    row -> row.has("module_name")
                            ? row.at("module_name").value()
                            : row.at("name").value()),
            Column.of(
                    "type",
                    row -> row.has("module_type")
                            ? row.at("module_type").value()
                            : row.at("type").value()),
            Column.of("status"),
            Column.of("message"),
            Column.of(
                    "id",
                    row -> row.has("module_id")
                            ? row.at("module_id").value()
                            : row.at("id").value()));

    private final Context context;

    ModuleVerbs(Context context) {
        this.context = context;
    }

    @Override
    public List<Object> more() {
        return List.of(new ModuleChange.Create(context), new ModuleChange.Update(context));
    }

    @Command(description = "Lists the modules.", footerHeading = "%nExample:%n", footer = "  coffer module list")
    int list(@Mixin Output output) {
        output.list(context.terminal(), COLUMNS, modules());
        return 0;
    }

    @Command(description = "Shows a module.", footerHeading = "%nExample:%n", footer = "  coffer module show greeting")
    int show(@Parameters(paramLabel = "MODULE", description = "Name or id.") String module, @Mixin Output output) {
        output.show(
                context.terminal(),
                context.trove().get(path(module)).at("module").fields());
        return 0;
    }

    @Command(
            description = "Deletes a module that no instance has.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module delete greeting")
    int delete(@Parameters(paramLabel = "MODULE", description = "Name or id.") String module) {
        context.trove().delete(path(module));
        context.terminal().say("Deleted %s.".formatted(module));
        return 0;
    }

    @Command(
            description = "Lists the instances that have a module.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module instances greeting")
    int instances(@Parameters(paramLabel = "MODULE", description = "Name or id.") String module, @Mixin Output output) {
        output.list(
                context.terminal(),
                INSTANCES,
                context.trove().get(path(module) + "/instances").items("instances"));
        return 0;
    }

    @Command(
            description = "Applies a changed module again to the instances that have it.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module reapply greeting --wait")
    int reapply(
            @Parameters(paramLabel = "MODULE", description = "Name or id.") String module,
            @Option(names = "--force", description = "Also where it is as it should be.") boolean force,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Map<String, Object> options = force ? Map.of("force", 1) : Map.of();
        Answer answer = context.trove().put(path(module) + "/instances", Trove.body("reapply", options));
        context.filed(answer, waiting, "Applying %s again".formatted(module), _ -> {});
        return 0;
    }

    @Command(
            description = "Lists the modules of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module on shop")
    int on(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        output.list(
                context.terminal(),
                APPLIED,
                context.trove().get(ofInstance(instance)).items("modules"));
        return 0;
    }

    @Command(
            description = "Applies modules to an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module apply shop greeting")
    int apply(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "MODULE", index = "1..*", arity = "1..*", description = "Names or ids.")
                    List<String> modules,
            @Mixin Output output) {
        List<Json> known = modules();
        List<Map<String, Object>> wanted = modules.stream()
                .map(module ->
                        Trove.body("id", Trove.named(known, module, "module").string("id")))
                .toList();
        Answer answer = context.trove().post(ofInstance(instance), Trove.body("modules", wanted));
        output.list(context.terminal(), APPLIED, answer.json().items("modules"));
        return 0;
    }

    @Command(
            description = "Removes a module from an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module remove shop greeting")
    int remove(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "MODULE", description = "Name or id.") String module,
            @Mixin Waiting waiting)
            throws InterruptedException {
        String id = Trove.named(modules(), module, "module").string("id");
        context.asked(
                context.trove().delete(ofInstance(instance) + "/" + id),
                waiting,
                "Removing %s from %s".formatted(module, instance));
        return 0;
    }

    private List<Json> modules() {
        return context.trove().all("/modules", "modules");
    }

    private String path(String module) {
        return "/modules/" + Trove.named(modules(), module, "module").string("id");
    }

    private String ofInstance(String instance) {
        return "/instances/" + context.trove().instanceId(instance) + "/modules";
    }
}
