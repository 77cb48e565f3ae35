package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.view.InstanceView;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
final class InstanceVerbs {
    private final Context context;

    InstanceVerbs(Context context) {
        this.context = context;
    }

    /** Has too many options to be a method. */
    InstanceCreate create() {
        return new InstanceCreate(context);
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
            @Mixin Waiting waiting)
            throws InterruptedException {
        List<String> ids = instances.stream().map(context.trove()::instanceId).toList();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
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

    private int act(String instance, String action, Map<String, Object> options, Waiting waiting, String sentence)
            throws InterruptedException {
        String id = context.trove().instanceId(instance);
        Answer answer = context.trove().post("/instances/" + id + "/action", Trove.body(action, options));
        context.filed(answer, waiting, sentence, settling -> settling.untilAtRest(id));
        return 0;
    }
}
