package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.view.InstanceView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "instance",
        description = "Database servers.",
        synopsisSubcommandLabel = "VERB",
        footerHeading = "%nExample:%n",
        footer = "  coffer instance list")
final class InstanceVerbs implements Extended {
    private final Context context;

    InstanceVerbs(Context context) {
        this.context = context;
    }

    @Override
    public List<Object> more() {
        return List.of(new InstanceCreate(context));
    }

    @Command(
            description = "Lists the instances of the project.",
            footerHeading = "%nExamples:%n",
            footer = {"  coffer instance list", "  coffer instance list -f value -c name -c address"})
    int list(@Mixin Output output) {
        List<Json> instances = context.trove().all("/instances/detail", "instances");
        output.list(context.terminal(), InstanceView.COLUMNS, InstanceView.sorted(instances));
        return 0;
    }

    @Command(description = "Shows an instance.", footerHeading = "%nExample:%n", footer = "  coffer instance show shop")
    int show(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        output.show(context.terminal(), InstanceView.fields(context.trove().instance(instance)));
        return 0;
    }

    @Command(
            description = "Changes the name of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer instance update shop --name shop-old")
    int update(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "The new name.")
                    String name) {
        String id = context.trove().instanceId(instance);
        context.trove().put("/instances/" + id, Trove.body("instance", Trove.body("name", name)));
        context.terminal().say("%s is now named %s.".formatted(instance, name));
        return 0;
    }

    @Command(
            description = "Deletes instances with all their data.",
            footerHeading = "%nExample:%n",
            footer = "  coffer instance delete shop-1 shop-2 --wait")
    int delete(
            @Parameters(paramLabel = "INSTANCE", arity = "1..*", description = "Names or ids.") List<String> instances,
            @Option(names = "--force", description = "Also what something is being done to that does not end.")
                    boolean force,
            @Mixin Waiting waiting)
            throws InterruptedException {
        List<String> ids = instances.stream().map(context.trove()::instanceId).toList();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            if (force) {
                Object reset = Map.of("reset_status", Map.of("force_delete", true));
                context.trove().post("/instances/" + id + "/action", reset);
            }
            Answer answer = context.trove().delete("/instances/" + id);
            context.filed(answer, waiting, "Deleting " + instances.get(i), settling -> settling.untilGone(id));
        }
        return 0;
    }

    @Command(
            description = "Restarts the database server of an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer instance restart shop --wait")
    int restart(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "restart", Map.of(), waiting, "Restarting " + instance);
    }

    @Command(
            description = {
                "Says when the primary of a replica set acknowledges a write:",
                "async, as soon as it has it itself; one, when a replica has it too (the default)."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer instance synchronise shop async --wait")
    int synchronise(
            @Parameters(paramLabel = "PRIMARY", description = "Name or id.") String instance,
            @Parameters(paramLabel = "async|one", description = "What it waits for.") String synchrony,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Map<String, Object> options = Map.of("synchrony", synchrony);
        return act(instance, "synchronise", options, waiting, "Telling the set of " + instance);
    }

    @Command(
            description = {
                "Makes a replica the primary of its replica set.",
                "The old primary becomes a replica; no acknowledged write is lost."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer instance promote shop-1 --wait")
    int promote(
            @Parameters(paramLabel = "REPLICA", description = "Name or id of the replica.") String instance,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "promote_to_replica_source", Map.of(), waiting, "Promoting " + instance);
    }

    @Command(
            description = {
                "Replaces a dead primary by its most advanced replica.",
                "For one that still answers, promote a replica instead. All replicas must answer, since only one of them may have",
                "the last writes."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer instance eject shop --wait")
    int eject(
            @Parameters(paramLabel = "PRIMARY", description = "Name or id of the dead primary.") String instance,
            @Option(
                            names = "--force",
                            description =
                                    "Go on without replicas that do not answer. Writes that only they have are lost.")
                    boolean force,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Map<String, Object> options = force ? Map.of("force", true) : Map.of();
        return act(instance, "eject_replica_source", options, waiting, "Ejecting " + instance);
    }

    @Command(
            description = {
                "Makes a primary that was ejected, or a replica that cannot follow, a replica again.",
                "Its data are replaced by a copy of the primary's; writes that it alone has are lost."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer instance rejoin shop --of shop-1 --wait")
    int rejoin(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Option(
                            names = "--of",
                            paramLabel = "PRIMARY",
                            description = "Name or id of the primary to follow; a replica follows its own.")
                    @Nullable String primary,
            @Mixin Waiting waiting)
            throws InterruptedException {
        Map<String, Object> options = primary == null
                ? Map.of()
                : Map.of("replica_of", context.trove().instanceId(primary));
        return act(instance, "rejoin", options, waiting, "Letting " + instance + " rejoin");
    }

    @Command(
            description = "Makes a replica an instance of its own, with the data it has.",
            footerHeading = "%nExample:%n",
            footer = "  coffer instance detach shop-2 --wait")
    int detach(
            @Parameters(paramLabel = "REPLICA", description = "Name or id of the replica.") String instance,
            @Mixin Waiting waiting)
            throws InterruptedException {
        String id = context.trove().instanceId(instance);
        Answer answer = context.trove()
                .put("/instances/" + id, Trove.body("instance", Collections.singletonMap("replica_of", null)));
        context.filed(answer, waiting, "Detaching " + instance, settling -> settling.untilAtRest(id));
        return 0;
    }

    @Command(
            description = {
                "Gives an instance another flavor, or a larger volume.",
                "Another flavor restarts the database server; a larger volume does not, and its replicas get it too."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  coffer instance resize shop --flavor 2 --wait",
                "  coffer instance resize shop --size 20 --wait"
            })
    int resize(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Option(names = "--flavor", paramLabel = "FLAVOR", description = "Id or name of its new flavor.") @Nullable String flavor,
            @Option(names = "--size", paramLabel = "GB", description = "New size of its volume in GB.") @Nullable Integer size,
            @Mixin Waiting waiting)
            throws InterruptedException {
        if ((flavor == null) == (size == null)) {
            throw Failure.usage("A resize changes either the flavor or the size.", "Use --flavor or --size.");
        }
        Map<String, Object> options = flavor == null
                ? Map.of("volume", Map.of("size", Objects.requireNonNull(size)))
                : Map.of("flavorRef", FlavorVerbs.find(context.trove(), flavor).string("id"));
        return act(instance, "resize", options, waiting, "Resizing " + instance);
    }

    @Command(
            description = {
                "Moves an instance to another version of its datastore; the data stay.",
                "Replicas go first; writes pause for a moment when the primary is upgraded."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer instance upgrade shop --version 11.8 --wait")
    int upgrade(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Option(
                            names = "--version",
                            required = true,
                            paramLabel = "VERSION",
                            description = "Name or id of the version.")
                    String version,
            @Mixin Waiting waiting)
            throws InterruptedException {
        return change(
                instance,
                Map.of("datastore_version", version),
                waiting,
                "Upgrading %s to %s".formatted(instance, version));
    }

    @Command(
            description = "Says who may connect to an instance.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  coffer instance access shop --public --allowed-cidr 192.0.2.0/24",
                "  coffer instance access shop --no-public"
            })
    int access(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance,
            @Option(
                            names = "--public",
                            negatable = true,
                            description = "Whether it has a public address; as it is when not given.")
                    @Nullable Boolean isPublic,
            @Option(
                            names = "--allowed-cidr",
                            paramLabel = "CIDR",
                            description = "Who may connect; may be repeated. 0.0.0.0/0 is everybody.")
                    @Nullable List<String> allowedCidrs,
            @Mixin Waiting waiting)
            throws InterruptedException {
        if (isPublic == null && allowedCidrs == null) {
            throw Failure.usage("It is not said what to change.", "Use --public, --no-public or --allowed-cidr.");
        }
        // the server replaces all of it
        Map<String, @Nullable Object> access = new LinkedHashMap<>(
                context.trove().instance(instance).at("access").fields());
        if (isPublic != null) {
            access.put("is_public", isPublic);
        }
        if (allowedCidrs != null) {
            access.put("allowed_cidrs", allowedCidrs);
        }
        return change(instance, Map.of("access", access), waiting, "Changing the access of " + instance);
    }

    @Command(
            name = "reset-status",
            description = {
                "Forgets what is being done to an instance and what was seen of it, for administrators.",
                "The next report of its agent tells how it really is."
            },
            footerHeading = "%nExample:%n",
            footer = "  coffer instance reset-status shop")
    int resetStatus(
            @Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Waiting waiting)
            throws InterruptedException {
        return act(instance, "reset_status", Map.of(), waiting, "Resetting the status of " + instance);
    }

    @Command(
            description = "Shows the encryption of connections to an instance.",
            footerHeading = "%nExample:%n",
            footer = "  coffer instance ssl shop")
    int ssl(@Parameters(paramLabel = "INSTANCE", description = "Name or id.") String instance, @Mixin Output output) {
        String path = "/instances/" + context.trove().instanceId(instance) + "/ssl?include_certificate=true";
        output.show(context.terminal(), context.trove().get(path).at("ssl").fields());
        return 0;
    }

    private int change(String instance, Map<String, Object> change, Waiting waiting, String sentence)
            throws InterruptedException {
        String id = context.trove().instanceId(instance);
        Answer answer = context.trove().put("/instances/" + id, Trove.body("instance", change));
        context.filed(answer, waiting, sentence, settling -> settling.untilAtRest(id));
        return 0;
    }

    private int act(String instance, String action, Map<String, Object> options, Waiting waiting, String sentence)
            throws InterruptedException {
        String id = context.trove().instanceId(instance);
        Answer answer = context.trove().post("/instances/" + id + "/action", Trove.body(action, options));
        context.filed(answer, waiting, sentence, settling -> settling.untilAtRest(id));
        return 0;
    }
}
