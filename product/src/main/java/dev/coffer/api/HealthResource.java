package dev.coffer.api;

import dev.coffer.durable.Operation;
import dev.coffer.durable.StepRecord;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.health.Problem;
import dev.coffer.store.Figures;
import dev.coffer.store.Operations.Live;
import dev.coffer.store.Problems;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong with the installation, since when, and what is done about it. Coffer's own addition to the API. */
final class HealthResource {
    private static final Duration LATELY = Duration.ofHours(24);
    private static final int MOST = 100;
    private static final double WORTH_SHOWING = 0.8;
    private static final double GIB = 1L << 30;

    private final Context context;
    private final Api.Installation installation;

    private record Seen(
            List<Problems.Listing> problems,
            List<Live> live,
            List<Operation> failed,
            List<Figures.OfInstance> instances,
            Figures.OfOutbox outbox) {}

    HealthResource(Context context, Api.Installation installation) {
        this.context = context;
        this.installation = installation;
    }

    void routes(Routes routes) {
        routes.on("GET", "/mgmt/health", "installation:health", this::show);
    }

    private Response show(Call call) {
        Instant now = context.now();
        Seen seen = context.read(tx -> new Seen(
                problems(tx),
                tx.operations().live(MOST),
                tx.operations().failedSince(now.minus(LATELY), MOST),
                tx.figures().instances(),
                tx.figures().outbox()));
        return Response.ok(Json.wrap("health", view(seen, now)));
    }

    /** Those of instances, and a policy file that cannot be used. */
    private List<Problems.Listing> problems(Tx tx) {
        Stream<Problems.Listing> policy = context.policy().trouble().stream()
                .map(trouble -> new Problems.Listing(
                        new Problems.Key("", "POLICY_BROKEN"), "", "", trouble.since(), trouble.sentence()));
        return Stream.concat(policy, tx.problems().all().stream()).toList();
    }

    private ObjectNode view(Seen seen, Instant now) {
        ObjectNode view = Json.object()
                .put("well", seen.problems().isEmpty())
                .put("version", installation.version())
                .put("started", Json.date(installation.started()))
                .put("observed_at", Json.date(now))
                .put("store", installation.store());
        view.putObject("agents")
                .put("connected", installation.agentsConnected().getAsInt())
                .put("silent", silent(seen.problems()));
        view.putObject("outbox")
                .put("unacknowledged", seen.outbox().unacknowledged())
                .put("unanswered", seen.outbox().unanswered())
                .put("oldest", Json.date(seen.outbox().oldest()));
        counts(view, seen.instances(), now);
        Map<String, Live> working = new HashMap<>();
        seen.live().forEach(live -> live.operation().resources().forEach(id -> working.put(id, live)));
        ArrayNode problems = view.putArray("problems");
        seen.problems().forEach(problem -> problems.add(view(problem, working)));
        ArrayNode operations = view.putArray("operations");
        seen.live().forEach(live -> operations.add(view(live)));
        ArrayNode failed = view.putArray("failed");
        seen.failed().forEach(operation -> failed.add(view(operation)));
        volumes(view, seen.instances());
        return view;
    }

    private static int silent(List<Problems.Listing> problems) {
        return (int) problems.stream()
                .map(problem -> problem.key().code())
                .filter(code -> code.equals(Problem.AGENT_SILENT.name()) || code.equals(Problem.AGENT_DOWN.name()))
                .count();
    }

    private void counts(ObjectNode view, List<Figures.OfInstance> instances, Instant now) {
        Map<String, Integer> statuses = new TreeMap<>();
        Map<String, Integer> operating = new TreeMap<>();
        for (Figures.OfInstance instance : instances) {
            String status = InstanceStatus.word(instance.task());
            statuses.merge(status, 1, Integer::sum);
            if (status.equals("ACTIVE")) {
                operating.merge(service(instance, now).word(), 1, Integer::sum);
            }
        }
        ObjectNode counts = view.putObject("instances");
        statuses.forEach(counts::put);
        ObjectNode words = view.putObject("active_instances");
        operating.forEach(words::put);
        List<Figures.OfInstance> active = instances.stream()
                .filter(instance -> instance.task() == Task.NONE)
                .toList();
        view.putObject("active").put("all", active.size()).put("serving_since_start", (int)
                active.stream().filter(this::servesSinceStart).count());
    }

    /** A report of before the start says nothing: engines may have been stopped together with the control plane. */
    private boolean servesSinceStart(Figures.OfInstance instance) {
        return instance.seen()
                .filter(seen -> seen.at().isAfter(installation.started())
                        && seen.status().isServing())
                .isPresent();
    }

    private ServiceStatus service(Figures.OfInstance instance, Instant now) {
        return instance.seen()
                .map(seen -> context.settings().silence().isTooLong(seen.at(), now)
                        ? ServiceStatus.AGENT_LOST
                        : seen.status())
                .orElse(ServiceStatus.NEW);
    }

    private static ObjectNode view(Problems.Listing problem, Map<String, Live> working) {
        String instance = problem.key().instanceId();
        Optional<Problem> known = Problem.named(problem.key().code());
        ObjectNode view = Json.object()
                .put("code", problem.key().code())
                .put("instance_id", instance)
                .put("instance_name", problem.instanceName())
                .put("project_id", problem.projectId())
                .put("since", Json.date(problem.since()))
                .put("sentence", problem.sentence())
                .put("doing", known.map(Problem::doing).orElse(""))
                .put("advice", known.map(code -> code.advice(instance)).orElse(""));
        Live operation = working.get(instance);
        if (operation == null) {
            view.putNull("operation");
        } else {
            view.set("operation", view(operation));
        }
        return view;
    }

    private static ObjectNode view(Live live) {
        StepRecord step = live.step();
        return view(live.operation())
                .put("step", step == null ? null : step.name())
                .put("attempts", step == null ? 0 : step.attempts())
                .put("next_try", Json.date(live.due()));
    }

    private static ObjectNode view(Operation operation) {
        return Json.object()
                .put("id", operation.id())
                .put("kind", operation.kind())
                .put("instance_id", operation.subject())
                .put("state", operation.state().name())
                .put("created", Json.date(operation.created()))
                .put("ended", Json.date(operation.ended()))
                .put("error", operation.error());
    }

    private static void volumes(ObjectNode view, List<Figures.OfInstance> instances) {
        ArrayNode volumes = view.putArray("volumes_nearly_full");
        for (Figures.OfInstance instance : instances) {
            Long used = instance.seen().map(Figures.Seen::volumeUsed).orElse(null);
            if (used != null && used > WORTH_SHOWING * GIB * instance.volumeSize()) {
                volumes.addObject()
                        .put("instance_id", instance.id())
                        .put("instance_name", instance.name())
                        .put("used_percent", Math.round(100 * used / (GIB * instance.volumeSize())));
            }
        }
    }
}
