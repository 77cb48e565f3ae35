package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
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
        name = "quota",
        description = "Quotas of projects.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer quota show 0123456789abcdef0123456789abcdef")
final class QuotaVerbs {
    private static final List<Column> COLUMNS =
            List.of(Column.of("resource"), Column.of("in_use"), Column.of("reserved"), Column.of("limit"));

    private final Context context;

    QuotaVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Shows what a project has, and how much it may have; -1 is any.",
            footerHeading = "%nExample:%n",
            footer = "  coffer quota show 0123456789abcdef0123456789abcdef")
    int show(@Parameters(paramLabel = "PROJECT", description = "Its id.") String project, @Mixin Output output) {
        output.list(
                context.terminal(), COLUMNS, context.trove().get(path(project)).items("quotas"));
        return 0;
    }

    @Command(
            description = "Changes how much a project may have, for administrators; -1 is any.",
            footerHeading = "%nExample:%n",
            footer = "  coffer quota set 0123456789abcdef0123456789abcdef --instances 20 --volumes 500")
    int set(
            @Parameters(paramLabel = "PROJECT", description = "Its id.") String project,
            @Option(names = "--instances", paramLabel = "N", description = "Instances.") @Nullable Integer instances,
            @Option(names = "--ram", paramLabel = "MIB", description = "Memory of all instances in MiB.") @Nullable Integer ram,
            @Option(names = "--volumes", paramLabel = "GB", description = "Volumes of all instances in GB.") @Nullable Integer volumes,
            @Option(names = "--backups", paramLabel = "N", description = "Backups.") @Nullable Integer backups,
            @Mixin Output output) {
        Map<String, Object> quotas = new LinkedHashMap<>();
        put(quotas, "instances", instances);
        put(quotas, "ram", ram);
        put(quotas, "volumes", volumes);
        put(quotas, "backups", backups);
        if (quotas.isEmpty()) {
            throw Failure.usage("It is not said what to change.", "Use --instances, --ram, --volumes or --backups.");
        }
        context.trove().put(path(project), Trove.body("quotas", quotas));
        return show(project, output);
    }

    private static void put(Map<String, Object> quotas, String resource, @Nullable Integer limit) {
        if (limit != null) {
            quotas.put(resource, limit);
        }
    }

    private static String path(String project) {
        return "/mgmt/quotas/" + Trove.segment(project);
    }
}
