package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Silence;
import dev.coffer.model.Synchrony;
import dev.coffer.model.Task;
import dev.coffer.operations.EjectPrimary;
import dev.coffer.operations.PromoteReplica;
import dev.coffer.operations.RejoinSet;
import dev.coffer.operations.RestartInstance;
import dev.coffer.operations.ReturnPrimary;
import dev.coffer.operations.SynchroniseSet;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** {@code POST /instances/{id}/action}: the first key that is known decides. */
final class InstanceActions {
    private final Context context;
    private final SetFiling sets;
    private final InstanceResizes resizes;
    private final InstanceRejoin rejoin;

    InstanceActions(Context context) {
        this.context = context;
        this.sets = new SetFiling(context);
        this.resizes = new InstanceResizes(context);
        this.rejoin = new InstanceRejoin(context);
    }

    Response act(Call call) {
        JsonNode body = call.body(Schemas.ACTION);
        String name = body.propertyNames().stream()
                .filter(List.of(
                        "restart",
                        "resize",
                        "promote_to_replica_source",
                        "eject_replica_source",
                        "synchronise",
                        "rejoin",
                        "reset_status",
                        "rebuild")::contains)
                .findFirst()
                .orElse("");
        return switch (name) {
            case "restart" -> context.write(tx -> restart(tx, call.under("instance:restart")));
            case "promote_to_replica_source" ->
                context.write(tx -> promote(tx, call.under("instance:promote_to_replica_source")));
            case "eject_replica_source" ->
                context.write(tx -> eject(
                        tx, call.under("instance:eject_replica_source"), isForced(body.path("eject_replica_source"))));
            case "synchronise" ->
                context.write(tx -> synchronise(
                        tx,
                        call.under("instance:synchronise"),
                        body.path("synchronise").path("synchrony")));
            case "rejoin" -> context.write(tx -> rejoin.rejoin(tx, call.under("instance:rejoin"), body.path("rejoin")));
            case "reset_status" -> resetStatus(call, body.path("reset_status"));
            case "resize" -> resizes.resize(call, body);
            case "rebuild" -> context.read(tx -> managed(tx, call));
            default ->
                throw Fault.badRequest(
                        "The body must name one of the actions restart, resize, promote_to_replica_source, "
                                + "eject_replica_source, synchronise, rejoin and reset_status.");
        };
    }

    /** Also a way out: it starts the agent when that is gone, and what an ejection has stopped. */
    private Response restart(Tx tx, Call call) {
        Listing listing = context.listing(tx, call);
        context.status(listing).requireTask(Task.STOPPED, Task.PROMOTE_ERROR, Task.EJECT_ERROR, Task.UPGRADE_ERROR);
        InstanceUpgrades.refuseLeftBehind(tx, listing);
        Instance instance = listing.instance();
        tx.instances().update(instance.withTask(Task.REBOOTING, null));
        if (instance.task() == Task.EJECT_ERROR && !listing.replicas().isEmpty()) {
            List<String> held = Stream.concat(
                            Stream.of(instance.id()),
                            tx.instances().membersOf(instance.replicaSetId()).stream()
                                    .map(Instance::id)
                                    .filter(member -> !member.equals(instance.id())))
                    .toList();
            return Response.accepted().filed(context.operations().file(tx, new ReturnPrimary(instance.id()), held));
        }
        String operation = context.operations().file(tx, new RestartInstance(instance.id()));
        return Response.accepted().filed(operation);
    }

    private Response promote(Tx tx, Call call) {
        Listing listing = context.listing(tx, call);
        Instance instance = listing.instance();
        if (!instance.isReplica()) {
            throw Fault.badRequest("Instance %s is not a replica.".formatted(instance.id()));
        }
        context.requireCapability(listing.version(), Engine.Capability.REPLICATION);
        context.status(listing).requireActionable(Task.PROMOTE_ERROR);
        InstanceUpgrades.refuseDivision(tx, listing);
        return sets.file(
                tx,
                instance,
                Task.PROMOTING,
                new PromoteReplica(instance.id()),
                Task.PROMOTE_ERROR,
                Task.EJECT_ERROR,
                Task.UPGRADE_ERROR);
    }

    /** Coffer's own. */
    private Response synchronise(Tx tx, Call call, JsonNode wanted) {
        Synchrony synchrony = Synchrony.of(wanted.asString(""))
                .orElseThrow(() -> Fault.badRequest("'synchrony' must be async or one."));
        Listing listing = context.listing(tx, call);
        Instance instance = listing.instance();
        if (instance.isReplica()) {
            throw Fault.badRequest("Instance %s is a replica; say it of its replica source %s."
                    .formatted(instance.id(), instance.replicaOf()));
        }
        context.requireCapability(listing.version(), Engine.Capability.SYNCHRONY);
        context.status(listing).requireActionable();
        tx.instances().synchronise(instance.replicaSetId(), synchrony);
        List<String> held = Stream.concat(Stream.of(instance.id()), listing.replicas().stream())
                .toList();
        return Response.accepted()
                .filed(context.operations().file(tx, new SynchroniseSet(instance.id(), synchrony), held));
    }

    /** Coffer's own: Trove knows no such option. */
    private static boolean isForced(JsonNode options) {
        JsonNode force = options.path("force");
        if (!force.isMissingNode() && !force.isBoolean()) {
            throw Fault.badRequest("'force' must be true or false.");
        }
        return force.booleanValue(false);
    }

    private Response eject(Tx tx, Call call, boolean force) {
        Listing listing = context.listing(tx, call);
        Instance instance = listing.instance();
        if (listing.replicas().isEmpty()) {
            throw Fault.badRequest("Instance %s is not a replica source.".formatted(instance.id()));
        }
        context.requireCapability(listing.version(), Engine.Capability.REPLICATION);
        requireDown(listing);
        EjectPrimary action = new EjectPrimary(instance.id(), force);
        return sets.file(tx, instance, Task.EJECTING, action, Task.PROMOTE_ERROR, Task.EJECT_ERROR, Task.UPGRADE_ERROR);
    }

    /** Its agent is not heard any more, or says that the engine does not run. */
    private void requireDown(Listing listing) {
        Silence silence = context.settings().silence();
        boolean serves = listing.report()
                .filter(report -> report.status().isServing() && !silence.isTooLong(report.at(), context.now()))
                .isPresent();
        if (serves) {
            throw Fault.badRequest(
                    "Replica Source %s cannot be ejected as it has a current heartbeat and serves; promote a replica instead, or try again in %d seconds if it has just died."
                            .formatted(
                                    listing.instance().id(), silence.longest().toSeconds()));
        }
    }

    /** Forgets what is being done and what was seen; the next heartbeat tells the truth. */
    private Response resetStatus(Call call, JsonNode options) {
        Call permitted = call.under(options.has("force_delete") ? "instance:force_delete" : "instance:reset_status");
        return context.write(tx -> {
            Listing listing = context.listing(tx, permitted);
            Instance instance = listing.instance();
            Optional<String> harm = harm(tx, instance);
            if (harm.isPresent() && options.has("force_delete")) {
                return Response.accepted(); // the deletion that follows copes with it
            }
            if (harm.isPresent()) {
                throw Fault.unprocessable(harm.get());
            }
            tx.operations().cancel(instance.id());
            tx.instances().update(instance.withTask(Task.NONE, instance.trouble()));
            tx.reports().put(List.of(forgotten(instance, listing)));
            return Response.accepted();
        });
    }

    /** Why a reset would do harm: an ejected primary that counted as well would be started beside the one in its place. */
    static Optional<String> harm(Tx tx, Instance instance) {
        if (instance.task() == Task.STOPPED || instance.task() == Task.EJECT_ERROR) {
            return Optional.of("Instance %s was to be ejected as primary and stays as it is; restart it or delete it."
                    .formatted(instance.id()));
        }
        return tx.operations()
                .active(instance.id())
                .filter(operation ->
                        operation.resources().size() > 1 || operation.kind().equals(RejoinSet.class.getSimpleName()))
                .map(operation ->
                        "Operation %s (%s) works on the whole replica set of instance %s and ends by itself; wait for it."
                                .formatted(operation.id(), operation.kind(), instance.id()));
    }

    /** Its time is that of the last report, since nothing was heard now. */
    private static Report forgotten(Instance instance, Listing listing) {
        return listing.report()
                .map(last -> new Report(
                        last.instanceId(),
                        last.at().plusMillis(1),
                        ServiceStatus.UNKNOWN,
                        last.engineVersion(),
                        last.role(),
                        last.position(),
                        last.lagSeconds(),
                        last.volumeUsed(),
                        last.term(),
                        last.problem(),
                        last.metrics()))
                .orElseGet(() -> new Report(
                        instance.id(),
                        instance.created(),
                        ServiceStatus.UNKNOWN,
                        null,
                        null,
                        null,
                        null,
                        null,
                        0,
                        null,
                        Map.of()));
    }

    private Response managed(Tx tx, Call call) {
        context.status(context.listing(tx, call)).requireActionable();
        throw new Fault(
                Fault.Kind.NOT_IMPLEMENTED,
                "An instance is rebuilt by an administrator, in the management tree: POST /mgmt/instances/{id}/action.");
    }
}
