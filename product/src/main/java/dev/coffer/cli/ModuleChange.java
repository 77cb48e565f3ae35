package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What making and changing a module have in common. */
abstract sealed class ModuleChange implements Callable<Integer> {
    final Context context;

    @Option(names = "--file", paramLabel = "FILE", description = "File with its contents.")
    private @Nullable String file;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Mixin
    private OfVersion datastore = new OfVersion();

    @Option(
            names = "--auto-apply",
            negatable = true,
            description = "Whether every new instance gets it; for administrators.")
    private @Nullable Boolean autoApply;

    @Option(
            names = "--all-tenants",
            negatable = true,
            description = "Whether it is for all projects; for administrators.")
    private @Nullable Boolean allTenants;

    @Option(names = "--visible", negatable = true, description = "Whether others than administrators see it.")
    private @Nullable Boolean visible;

    @Option(names = "--live-update", negatable = true, description = "Whether it may change while instances have it.")
    private @Nullable Boolean liveUpdate;

    @Option(
            names = "--priority",
            negatable = true,
            description = "Whether it goes before all others; for administrators.")
    private @Nullable Boolean priority;

    @Option(names = "--apply-order", paramLabel = "N", description = "From 0 (first) to 9 (last).")
    private @Nullable Integer applyOrder;

    @Mixin
    Output output = new Output();

    private ModuleChange(Context context) {
        this.context = context;
    }

    Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        if (file != null) {
            request.put("contents", contents(context.environment().path(file)));
        }
        if (description != null) {
            request.put("description", description);
        }
        if (!datastore.request().isEmpty()) {
            request.put("datastore", datastore.request());
        }
        flag(request, "auto_apply", autoApply);
        flag(request, "all_tenants", allTenants);
        flag(request, "visible", visible);
        flag(request, "live_update", liveUpdate);
        flag(request, "priority_apply", priority);
        if (applyOrder != null) {
            request.put("apply_order", applyOrder);
        }
        return request;
    }

    private static void flag(Map<String, Object> request, String key, @Nullable Boolean value) {
        if (value != null) {
            request.put(key, value ? 1 : 0);
        }
    }

    private static String contents(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read.".formatted(file), "Check its name, and who may read it.");
        }
    }

    @Command(
            name = "create",
            description = "Makes a module.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module create greeting --type ping --file greeting.txt")
    static final class Create extends ModuleChange {
        @Parameters(paramLabel = "NAME", description = "Name of the new module.")
        private String name = "";

        @Option(
                names = "--type",
                required = true,
                paramLabel = "TYPE",
                description = "What applies it, for example ping.")
        private String type = "";

        Create(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Map<String, Object> module = request();
            if (!module.containsKey("contents")) {
                throw Failure.usage("A module needs contents.", "Name a file that has them with --file.");
            }
            module.put("name", name);
            module.put("module_type", type);
            output.show(
                    context.terminal(),
                    context.trove()
                            .post("/modules", Trove.body("module", module))
                            .json()
                            .at("module")
                            .fields());
            return 0;
        }
    }

    @Command(
            name = "update",
            description = "Changes a module. Instances that have it keep what they have until it is applied again.",
            footerHeading = "%nExample:%n",
            footer = "  coffer module update greeting --file greeting.txt")
    static final class Update extends ModuleChange {
        @Parameters(paramLabel = "MODULE", description = "Name or id.")
        private String module = "";

        @Option(names = "--name", paramLabel = "NAME", description = "The new name.")
        private @Nullable String name;

        Update(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            Map<String, Object> changes = request();
            if (name != null) {
                changes.put("name", name);
            }
            if (changes.isEmpty()) {
                throw Failure.usage("It is not said what to change.", "coffer module update --help shows what can be.");
            }
            String id = Trove.named(context.trove().all("/modules", "modules"), module, "module")
                    .string("id");
            output.show(
                    context.terminal(),
                    context.trove()
                            .put("/modules/" + id, Trove.body("module", changes))
                            .json()
                            .at("module")
                            .fields());
            return 0;
        }
    }
}
