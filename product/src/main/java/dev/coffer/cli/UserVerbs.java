package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
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
        name = "user",
        description = "Users of an instance, and what they may use.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer user list shop")
final class UserVerbs {
    private static final List<Column> COLUMNS =
            List.of(Column.of("name"), Column.of("host"), Column.of("databases", row -> names(row.items("databases"))));
    private static final String USER = "NAME or NAME@HOST.";

    private final Context context;

    UserVerbs(Context context) {
        this.context = context;
    }

    @Command(
            description = "Lists the users of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user list shop")
    int list(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        List<Json> rows =
                context.trove().all(users(instance), "users", row -> row.string("name") + "@" + row.string("host"));
        output.list(context.terminal(), COLUMNS, rows);
        return 0;
    }

    @Command(
            description = "Shows a user of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user show shop app")
    int show(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = USER) String user,
            @Mixin Output output) {
        Json shown = context.trove().get(user(instance, user)).at("user");
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        COLUMNS.forEach(column -> fields.put(column.key(), column.value().apply(shown)));
        if (shown.has("access_rules")) {
            fields.put("access_rules", shown.at("access_rules").value());
        }
        output.show(context.terminal(), fields);
        return 0;
    }

    @Command(
            description = "Makes a user in an instance. Without --password-file the password is asked for.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user create shop app --database orders --password-file app.password")
    int create(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = "NAME or NAME@HOST of the new user.") String name,
            @Mixin NewUserOptions options,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "File with the password, or - for standard input.")
                    @Nullable String passwordFile,
            @Mixin Waiting waiting)
            throws InterruptedException {
        int at = options.host == null ? name.lastIndexOf('@') : -1;
        String from = at < 0 ? options.host : name.substring(at + 1);
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", at < 0 ? name : name.substring(0, at));
        user.put("password", new Passwords(context).from(passwordFile, name));
        if (from != null) {
            user.put("host", from);
        }
        user.put("databases", named(options.databases));
        if (!options.rules.isEmpty()) {
            user.put("access_rules", options.rules);
        }
        Answer answer = context.trove().post(users(instance), Trove.body("users", List.of(user)));
        context.asked(answer, waiting, "Creating " + name);
        return 0;
    }

    @Command(
            description = "Deletes a user of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user delete shop app")
    int delete(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = USER) String user,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Answer answer = context.trove().delete(user(instance, user));
        context.asked(answer, waiting, "Deleting " + user);
        return 0;
    }

    @Command(
            description = "Lets a user use databases.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user grant shop app orders customers")
    int grant(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = USER) String user,
            @Parameters(paramLabel = "DATABASE", arity = "1..*", description = "Names of the databases.")
                    List<String> databases,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Answer answer =
                context.trove().put(user(instance, user) + "/databases", Trove.body("databases", named(databases)));
        context.asked(answer, waiting, "Granting %s to %s".formatted(String.join(", ", databases), user));
        return 0;
    }

    @Command(
            description = "Takes a database away from a user.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user revoke shop app orders")
    int revoke(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = USER) String user,
            @Parameters(paramLabel = "DATABASE", description = "Name of the database.") String database,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Answer answer = context.trove().delete(user(instance, user) + "/databases/" + Trove.segment(database));
        context.asked(answer, waiting, "Revoking %s from %s".formatted(database, user));
        return 0;
    }

    @Command(
            description = "Lists the databases that a user may use.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user access shop app")
    int access(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = USER) String user,
            @Mixin Output output) {
        List<Json> rows =
                context.trove().get(user(instance, user) + "/databases").items("databases");
        output.list(context.terminal(), List.of(Column.of("name")), rows);
        return 0;
    }

    @Command(
            description = "Changes the name, the host, the password or the access rules of a user.",
            footerHeading = "%nExample:%n",
            footer = "  coffer user set shop app --password-file new.password")
    int set(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Parameters(paramLabel = "USER", description = USER) String user,
            @Mixin UserChangeOptions options,
            @Option(
                            names = "--password-file",
                            paramLabel = "FILE",
                            description = "File with the new password, or - for standard input.")
                    @Nullable String passwordFile,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Map<String, Object> changes = new LinkedHashMap<>();
        if (options.name != null) {
            changes.put("name", options.name);
        }
        if (options.host != null) {
            changes.put("host", options.host);
        }
        if (!options.rules.isEmpty()) {
            changes.put("access_rules", options.rules);
        }
        if (passwordFile != null) {
            changes.put("password", new Passwords(context).from(passwordFile, user));
        }
        if (changes.isEmpty()) {
            throw Failure.usage("It is not said what to change.", "Use --name, --host, --rule or --password-file.");
        }
        Answer answer = context.trove().put(user(instance, user), Trove.body("user", changes));
        context.asked(answer, waiting, "Changing " + user);
        return 0;
    }

    private String users(String instance) {
        return "/instances/" + context.trove().instanceId(instance) + "/users";
    }

    private String user(String instance, String user) {
        return users(instance) + "/" + Trove.segment(user);
    }

    private static List<Map<String, Object>> named(List<String> databases) {
        return databases.stream().map(name -> Trove.body("name", name)).toList();
    }

    private static List<String> names(List<Json> rows) {
        return rows.stream().map(row -> row.string("name")).toList();
    }
}
