package dev.coffer.cli;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Column;
import dev.coffer.cli.terminal.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "log",
        description = "Logs of database servers.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer log list shop")
final class LogVerbs {
    private static final List<Column> COLUMNS = List.of(
            Column.of("name"),
            Column.of("type"),
            Column.of("status"),
            Column.of("pending"),
            Column.of("published"),
            Column.of("container").quiet(),
            Column.of("prefix").quiet());
    private static final String LOG = "Name of the log; coffer log list shows them.";

    private final Context context;

    LogVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the logs of an instance; sizes are in bytes.",
            footerHeading = "%nExample:%n",
            footer = "  coffer log list shop")
    int list(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        output.list(
                context.terminal(), COLUMNS, context.trove().get(path(instance)).items("logs"));
        return 0;
    }

    @Command(
            description = "Shows a log of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer log show shop slow_query")
    int show(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "LOG", description = LOG) String log,
            @Mixin Output output) {
        return change(instance, log, Map.of(), output);
    }

    @Command(
            description = "Switches a log on.",
            footerHeading = "%nExample:%n",
            footer = "  coffer log enable shop slow_query")
    int enable(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "LOG", description = LOG) String log,
            @Mixin Output output) {
        return change(instance, log, Map.of("enable", 1), output);
    }

    @Command(
            description = "Switches a log off.",
            footerHeading = "%nExample:%n",
            footer = "  coffer log disable shop slow_query")
    int disable(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "LOG", description = LOG) String log,
            @Mixin Output output) {
        return change(instance, log, Map.of("disable", 1), output);
    }

    @Command(
            description = "Stores what a log has gained in the object storage of the project.",
            footerHeading = "%nExample:%n",
            footer = "  coffer log publish shop error")
    int publish(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "LOG", description = LOG) String log,
            @Mixin Output output) {
        return change(instance, log, Map.of("publish", 1), output);
    }

    @Command(
            description = "Removes what was stored of a log.",
            footerHeading = "%nExample:%n",
            footer = "  coffer log discard shop error")
    int discard(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "LOG", description = LOG) String log,
            @Mixin Output output) {
        return change(instance, log, Map.of("discard", 1), output);
    }

    @Command(
            description = {
                "Shows the end of a log, and with -f what is written to it from then on.",
                "Passwords in statements are masked as far as they are recognised."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  coffer log tail shop error -n 50", "  coffer log tail shop slow_query -f"})
    int tail(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "LOG", description = LOG) String log,
            @Option(
                            names = {"-n", "--lines"},
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "How many of the last lines (default: ${DEFAULT-VALUE}).")
                    int lines,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on with what is written to it.")
                    boolean follow)
            throws InterruptedException {
        LogReading reading =
                new LogReading(context.trove(), context.terminal(), path(instance) + "/" + Trove.segment(log));
        long end = reading.end(lines);
        if (follow) {
            reading.follow(end);
        }
        return 0;
    }

    private int change(String instance, String log, Map<String, Object> change, Output output) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", log);
        body.putAll(change);
        Json answer = context.trove().post(path(instance), body).json().at("log");
        output.show(context.terminal(), answer.fields());
        return 0;
    }

    private String path(String instance) {
        return "/instances/" + context.trove().instanceId(instance) + "/log";
    }
}
