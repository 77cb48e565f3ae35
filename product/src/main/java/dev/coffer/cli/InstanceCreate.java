package dev.coffer.cli;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.terminal.Output;
import dev.coffer.cli.view.InstanceView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        description = "Creates an instance, or replicas of one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  coffer instance create shop --flavor 1 --size 5 --datastore mariadb --version 11.8 \\",
            "      --database shop --user shop:@password.txt --wait",
            "  coffer instance create shop-replica --replica-of shop --replica-count 2 --wait"
        })
final class InstanceCreate implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "NAME", description = "Name of the new instance.")
    private String name = "";

    @Option(names = "--flavor", paramLabel = "FLAVOR", description = "Id or name of its flavor: memory and processors.")
    private @Nullable String flavor;

    @Option(names = "--size", paramLabel = "GB", description = "Size of its volume in GB.")
    private @Nullable Integer size;

    @Option(names = "--volume-type", paramLabel = "TYPE", description = "Type of its volume.")
    private @Nullable String volumeType;

    @Mixin
    private OfVersion datastore = new OfVersion();

    @Option(names = "--database", paramLabel = "DATABASE", description = "A database to make in it; may be repeated.")
    private List<String> databases = new ArrayList<>();

    @Option(
            names = "--user",
            paramLabel = "NAME:PASSWORD",
            description = {
                "A user that may use all these databases; may be repeated.",
                "NAME alone asks for the password, NAME:- reads it from standard input, NAME:@FILE from a file."
            })
    private List<String> users = new ArrayList<>();

    @Option(names = "--replica-of", paramLabel = "INSTANCE", description = "Make it a replica of this instance.")
    private @Nullable String replicaOf;

    @Option(names = "--replica-count", paramLabel = "N", description = "How many replicas (NAME-1, NAME-2 ...).")
    private @Nullable Integer replicaCount;

    @Option(names = "--configuration", paramLabel = "GROUP", description = "Name or id of its configuration group.")
    private @Nullable String configuration;

    @Option(names = "--module", paramLabel = "MODULE", description = "A module to apply; may be repeated.")
    private List<String> modules = new ArrayList<>();

    @Option(names = "--locality", paramLabel = "RULE", description = "affinity or anti-affinity of its replicas.")
    private @Nullable String locality;

    @Option(names = "--availability-zone", paramLabel = "ZONE", description = "Where to put it.")
    private @Nullable String zone;

    @Option(names = "--public", description = "Reachable from outside the cloud's networks.")
    private boolean isPublic;

    @Option(names = "--allowed-cidr", paramLabel = "CIDR", description = "Who may connect; may be repeated.")
    private List<String> allowedCidrs = new ArrayList<>();

    @Mixin
    private Waiting waiting = new Waiting();

    @Mixin
    private Output output = new Output();

    InstanceCreate(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        Answer answer = context.trove().post("/instances", Trove.body("instance", request()));
        Json created = answer.json().at("instance");
        String id = created.string("id");
        context.filed(answer, waiting, "Creating " + created.string("name"), settling -> settling.untilAtRest(id));
        if (waiting.wanted() && replicaCount != null && replicaCount > 1) {
            awaitOthers(created);
        }
        Json shown = waiting.wanted() ? context.trove().get("/instances/" + id).at("instance") : created;
        output.show(context.terminal(), InstanceView.fields(shown));
        return 0;
    }

    /** The answer to a request for several replicas names only the last one and its operation. */
    private void awaitOthers(Json last) throws InterruptedException {
        String primary = last.at("replica_of").string("id");
        for (Json instance : context.trove().all("/instances", "instances")) {
            boolean sibling = instance.at("replica_of").string("id").equals(primary)
                    && instance.string("name").startsWith(name + "-");
            if (sibling && !instance.string("id").equals(last.string("id"))) {
                context.followAll(instance.string("id"));
            }
        }
    }

    private Map<String, Object> request() {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("name", name);
        if (replicaOf == null) {
            ofItsOwn(request);
        } else {
            refuseWhatReplicasInherit();
            request.put("replica_of", context.trove().instanceId(replicaOf));
        }
        if (replicaCount != null) {
            request.put("replica_count", replicaCount);
        }
        if (zone != null) {
            request.put("availability_zone", zone);
        }
        if (locality != null) {
            request.put("locality", locality);
        }
        additions(request);
        access(request);
        return request;
    }

    private void additions(Map<String, Object> request) {
        Trove trove = context.trove();
        if (configuration != null) {
            List<Json> groups = trove.all("/configurations", "configurations");
            request.put(
                    "configuration",
                    Trove.named(groups, configuration, "configuration").string("id"));
        }
        if (!modules.isEmpty()) {
            List<Json> known = trove.all("/modules", "modules");
            request.put(
                    "modules",
                    modules.stream()
                            .map(module -> Trove.body(
                                    "id", Trove.named(known, module, "module").string("id")))
                            .toList());
        }
    }

    private void ofItsOwn(Map<String, Object> request) {
        if (flavor == null || size == null) {
            throw Failure.usage(
                    "A new instance needs a flavor and a size.",
                    "Add --flavor and --size, for example: --flavor 1 --size 5. coffer flavor list shows the flavors.");
        }
        request.put("flavorRef", FlavorVerbs.find(context.trove(), flavor).string("id"));
        Map<String, Object> volume = new LinkedHashMap<>();
        volume.put("size", size);
        if (volumeType != null) {
            volume.put("type", volumeType);
        }
        request.put("volume", volume);
        if (!datastore.request().isEmpty()) {
            request.put("datastore", datastore.request());
        }
        accounts(request);
    }

    private void accounts(Map<String, Object> request) {
        List<Map<String, Object>> made =
                databases.stream().map(database -> Trove.body("name", database)).toList();
        if (!made.isEmpty()) {
            request.put("databases", made);
        }
        Passwords passwords = new Passwords(context);
        List<Map<String, Object>> named = users.stream()
                .map(passwords::named)
                .map(user ->
                        Map.<String, Object>of("name", user.name(), "password", user.password(), "databases", made))
                .toList();
        if (!named.isEmpty()) {
            request.put("users", named);
        }
    }

    private void refuseWhatReplicasInherit() {
        boolean own = flavor != null || size != null || !datastore.request().isEmpty();
        if (own || !databases.isEmpty() || !users.isEmpty()) {
            throw Failure.usage(
                    "A replica has the flavor, size, datastore, databases and users of its primary.",
                    "Leave these options out together with --replica-of.");
        }
    }

    private void access(Map<String, Object> request) {
        Map<String, Object> access = new LinkedHashMap<>();
        if (isPublic) {
            access.put("is_public", true);
        }
        if (!allowedCidrs.isEmpty()) {
            access.put("allowed_cidrs", allowedCidrs);
        }
        if (!access.isEmpty()) {
            request.put("access", access);
        }
    }
}
