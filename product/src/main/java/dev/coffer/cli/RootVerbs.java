package dev.coffer.cli;

import dev.coffer.cli.client.Json;
import dev.coffer.cli.terminal.Output;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "root",
        description = "The superuser of an instance.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer root show shop")
final class RootVerbs {
    private final Context context;

    RootVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Shows whether root was ever enabled.",
            footerHeading = "%nExample:%n",
            footer = "  coffer root show shop")
    int show(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("enabled", context.trove().get(root(instance)).isTrue("rootEnabled"));
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(
            description = {
                "Enables root and shows its password, which is shown only now.",
                "Done again, root gets a new password."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer root enable shop -f value -c password")
    int enable(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "File with the password to give it, or - for standard input.")
                    @Nullable String passwordFile,
            @Mixin Output output) {
        Map<String, Object> body =
                passwordFile == null ? Map.of() : Map.of("password", new Passwords(context).from(passwordFile, "root"));
        Json user = context.trove().post(root(instance), body).json().at("user");
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", user.string("name"));
        fields.put("password", user.string("password"));
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(description = "Disables root.", footerHeading = "%nExample:%n", footer = "  coffer root disable shop")
    int disable(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Waiting waiting)
            throws InterruptedException {
        context.asked(context.trove().delete(root(instance)), waiting, "Disabling root of " + instance);
        return 0;
    }

    private String root(String instance) {
        return "/instances/" + context.trove().instanceId(instance) + "/root";
    }
}
