package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "configuration",
        description = "Configuration groups: parameters of database servers.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer configuration list")
final class ConfigurationVerbs {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("datastore", row -> row.at("datastore_name").value()),
            Column.of("version", row -> row.at("datastore_version_name").value()),
            Column.of("description"),
            Column.of("id"),
            Column.of("created").quiet(),
            Column.of("updated").quiet());
    private static final List<Column> INSTANCES = List.of(Column.of("name"), Column.of("id"));
    private static final List<Column> PARAMETERS = List.of(
            Column.of("name"),
            Column.of("type"),
            Column.of("min"),
            Column.of("max"),
            Column.of("restart", row -> row.at("restart_required").value()));

    private final Context context;

    ConfigurationVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the configuration groups.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration list")
    int list(@Mixin Output output) {
        output.list(context.terminal(), COLUMNS, groups());
        return 0;
    }

    @Command(
            description = "Shows a group with its values.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration show tuned")
    int show(@Parameters(paramLabel = "GROUP", description = "Name or id.") String group, @Mixin Output output) {
        output.show(
                context.terminal(),
                context.trove().get(path(group)).at("configuration").fields());
        return 0;
    }

    @Command(
            description = "Makes a group. coffer configuration parameters shows what can be set.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration create tuned --datastore mariadb --version 11.8 max_connections=200")
    int create(
            @Parameters(paramLabel = "NAME", description = "Name of the new group.") String name,
            @Parameters(paramLabel = "KEY=VALUE", index = "1..*", arity = "1..*", description = "Values of parameters.")
                    List<String> values,
            @Mixin OfVersion version,
            @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.") @Nullable String description,
            @Mixin Output output) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", name);
        group.put("values", Assignments.of(values));
        if (description != null) {
            group.put("description", description);
        }
        if (!version.request().isEmpty()) {
            group.put("datastore", version.request());
        }
        Answer answer = context.trove().post("/configurations", Trove.body("configuration", group));
        output.show(context.terminal(), answer.json().at("configuration").fields());
        return 0;
    }

    @Command(
            description = {
                "Sets values of a group; its others stay.",
                "Instances that have the group get the change at once, or need a restart where the parameter needs one."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration set tuned max_connections=300")
    int set(
            @Parameters(paramLabel = "GROUP", description = "Name or id.") String group,
            @Parameters(paramLabel = "KEY=VALUE", index = "1..*", arity = "1..*", description = "Values of parameters.")
                    List<String> values,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Answer answer = context.trove().patch(path(group), change(Map.of("values", Assignments.of(values))));
        context.asked(answer, waiting, "Changing " + group);
        return 0;
    }

    @Command(
            description = "Takes parameters out of a group: they get their defaults again.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration unset tuned max_connections")
    int unset(
            @Parameters(paramLabel = "GROUP", description = "Name or id.") String group,
            @Parameters(paramLabel = "KEY", index = "1..*", arity = "1..*", description = "Names of parameters.")
                    List<String> keys,
            @Mixin Waiting waiting)
            throws InterruptedException {
        String path = path(group);
        Map<String, @Nullable Object> values = new LinkedHashMap<>(
                context.trove().get(path).at("configuration").at("values").fields());
        List<String> unknown = new ArrayList<>(keys);
        unknown.removeAll(values.keySet());
        if (!unknown.isEmpty()) {
            throw Failure.refused(
                    "The group \"%s\" does not set %s.".formatted(group, String.join(", ", unknown)),
                    "See what it sets: coffer configuration show " + group);
        }
        values.keySet().removeAll(keys);
        context.asked(context.trove().put(path, change(Map.of("values", values))), waiting, "Changing " + group);
        return 0;
    }

    @Command(
            description = "Changes the name or the description of a group.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration update tuned --name tuned-2")
    int update(
            @Parameters(paramLabel = "GROUP", description = "Name or id.") String group,
            @Option(names = "--name", paramLabel = "NAME", description = "The new name.") @Nullable String name,
            @Option(names = "--description", paramLabel = "TEXT", description = "The new description.") @Nullable String description) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        if (name != null) {
            changes.put("name", name);
        }
        if (description != null) {
            changes.put("description", description);
        }
        if (changes.isEmpty()) {
            throw Failure.usage("It is not said what to change.", "Use --name or --description.");
        }
        String path = path(group);
        changes.put(
                "values",
                context.trove().get(path).at("configuration").at("values").fields());
        context.trove().put(path, change(changes));
        context.terminal().say("Changed %s.".formatted(group));
        return 0;
    }

    @Command(
            description = "Deletes a group that no instance has.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration delete tuned")
    int delete(@Parameters(paramLabel = "GROUP", description = "Name or id.") String group) {
        context.trove().delete(path(group));
        context.terminal().say("Deleted %s.".formatted(group));
        return 0;
    }

    @Command(
            description = "Gives a group to an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration attach shop tuned")
    int attach(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "GROUP", description = "Name or id.") String group,
            @Mixin Waiting waiting)
            throws InterruptedException {
        String id = Trove.named(groups(), group, "configuration").string("id");
        return configure(instance, id, waiting, "Attaching %s to %s".formatted(group, instance));
    }

    @Command(
            description = "Takes its group away from an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration detach shop")
    int detach(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Waiting waiting)
            throws InterruptedException {
        return configure(instance, null, waiting, "Detaching the configuration group of " + instance);
    }

    @Command(
            description = "Lists the instances that have a group.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration instances tuned")
    int instances(@Parameters(paramLabel = "GROUP", description = "Name or id.") String group, @Mixin Output output) {
        output.list(context.terminal(), INSTANCES, context.trove().all(path(group) + "/instances", "instances"));
        return 0;
    }

    @Command(
            description = "Shows the values that an instance has from its flavor.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration defaults shop")
    int defaults(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        String id = context.trove().instanceId(instance);
        output.show(
                context.terminal(),
                context.trove()
                        .get("/instances/" + id + "/configuration")
                        .at("instance")
                        .at("configuration")
                        .fields());
        return 0;
    }

    @Command(
            description = "Lists the parameters that a group for this version can set.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration parameters mariadb 11.8")
    int parameters(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version,
            @Mixin Output output) {
        output.list(
                context.terminal(),
                PARAMETERS,
                context.trove().get(parametersOf(datastore, version)).items("configuration-parameters"));
        return 0;
    }

    @Command(
            description = "Shows one parameter.",
            footerHeading = "%nExample:%n",
            footer = "  coffer configuration parameter mariadb 11.8 max_connections")
    int parameter(
            @Parameters(paramLabel = "DATASTORE", description = "Name or id.") String datastore,
            @Parameters(paramLabel = "VERSION", description = "Name or id.") String version,
            @Parameters(paramLabel = "PARAMETER", description = "Its name.") String name,
            @Mixin Output output) {
        String path = parametersOf(datastore, version) + "/" + Trove.segment(name);
        output.show(context.terminal(), context.trove().get(path).fields());
        return 0;
    }

    private List<Json> groups() {
        return context.trove().all("/configurations", "configurations");
    }

    private String path(String group) {
        return "/configurations/"
                + Trove.named(groups(), group, "configuration").string("id");
    }

    private static String parametersOf(String datastore, String version) {
        return "/datastores/%s/versions/%s/parameters".formatted(Trove.segment(datastore), Trove.segment(version));
    }

    private static Map<String, Object> change(Map<String, ? extends @Nullable Object> changes) {
        return Trove.body("configuration", changes);
    }

    private int configure(String instance, @Nullable String group, Waiting waiting, String sentence)
            throws InterruptedException {
        String id = context.trove().instanceId(instance);
        Map<String, @Nullable Object> change = Collections.singletonMap("configuration", group);
        context.asked(context.trove().put("/instances/" + id, Trove.body("instance", change)), waiting, sentence);
        return 0;
    }
}
