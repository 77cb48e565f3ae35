package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.engine.NameRules;
import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.GuestModule;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.Action;
import dev.coffer.operations.CreateInstance;
import dev.coffer.operations.CreateReplica;
import dev.coffer.policy.Quotas;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes instances and replicas: the row and the operation in one transaction. */
final class InstanceCreation {
    private final Context context;
    private final ConfigurationAttachment configurations;

    InstanceCreation(Context context) {
        this.context = context;
        this.configurations = new ConfigurationAttachment(context);
    }

    Response create(Call call) {
        JsonNode body = call.body(Schemas.CREATE_INSTANCE);
        RulesOfCreation.require(context.policy(), call, body);
        NewInstance wanted = NewInstance.parse(body);
        AccessBodies.requireEnforceable(wanted.access(), context.operations().obstacleToAccess());
        Filed filed = context.write(tx -> wanted.replicaOf().isPresent()
                ? replicas(tx, call, wanted, wanted.replicaOf().get())
                : primary(tx, call, wanted));
        InstanceView view = new InstanceView(call, context.settings());
        return Response.ok(Json.wrap("instance", view.detail(filed.listing(), context.status(filed.listing()))))
                .filed(filed.operationId());
    }

    /** @param listing the instance as its row says */
    private record Filed(Listing listing, String operationId) {}

    private Filed primary(Tx tx, Call call, NewInstance wanted) {
        Flavor flavor = flavor(tx, wanted);
        DatastoreVersion version = version(tx, context, wanted.ordered());
        Offers.requireFlavor(tx, version, flavor);
        context.requireImage(version);
        int volumeSize = wanted.volumeSize().orElseThrow(() -> Fault.badRequest("Volume size was not specified."));
        checkVolumeSize(volumeSize);
        Optional<NameRules> rules = context.engine(version).map(Engine::names);
        AccountBodies.requireSupport(context, version, wanted.databases(), wanted.users());
        AccountBodies.checkDatabases(rules, wanted.databases());
        AccountBodies.checkUsers(rules, wanted.users());
        List<GuestModule> modules = modules(tx, call, wanted);
        String projectId = call.caller().projectId();
        String volumeType = Offers.volumeType(tx, version, wanted.volumeType(), call.caller());
        context.quotas().require(tx, projectId, Quotas.Demand.instances(1, flavor, volumeSize));

        Draft draft = new Draft(projectId, version.id(), flavor.id(), volumeSize, volumeType, wanted.access());
        Instance instance = draft.instance(wanted.name(), UUID.randomUUID().toString(), null, context.now())
                .withConfiguration(configuration(tx, call, wanted, projectId, version.id()));
        return file(
                tx, instance, new CreateInstance(instance.id(), wanted.databases(), wanted.users()), version, modules);
    }

    private Filed replicas(Tx tx, Call call, NewInstance wanted, String sourceId) {
        Listing listing = context.permitted(
                call,
                tx.instances().listing(sourceId),
                found -> found.instance().projectId(),
                sourceId);
        Instance source = listing.instance();
        if (source.isReplica()) {
            throw new Fault(Fault.Kind.UNAUTHORIZED, "Cannot create a replica of a replica %s".formatted(sourceId));
        }
        context.requireCapability(listing.version(), Engine.Capability.REPLICATION);
        context.status(listing).requireActionable();
        int count = wanted.replicaCount();
        Flavor flavor = tx.flavors().find(source.flavorId()).orElseThrow();
        context.quotas().require(tx, source.projectId(), Quotas.Demand.instances(count, flavor, source.volumeSize()));

        Draft draft = new Draft(
                source.projectId(),
                source.datastoreVersionId(),
                source.flavorId(),
                source.volumeSize(),
                source.volumeType(),
                wanted.access());
        String configuration = configuration(tx, call, wanted, source.projectId(), source.datastoreVersionId());
        List<GuestModule> modules = modules(tx, call, wanted);
        List<Filed> filed = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            String name = count == 1 ? wanted.name() : wanted.name() + "-" + number;
            Instance replica = draft.instance(name, source.replicaSetId(), sourceId, context.now())
                    .withConfiguration(configuration);
            filed.add(file(tx, replica, new CreateReplica(replica.id()), listing.version(), modules));
            tx.roots().inherit(sourceId, replica.id());
        }
        return filed.getLast();
    }

    /** What all instances of one request have in common. */
    private record Draft(
            String projectId,
            String versionId,
            String flavorId,
            int volumeSize,
            @Nullable String volumeType,
            Access access) {

        Instance instance(String name, String replicaSetId, @Nullable String replicaOf, Instant now) {
            return new Instance(
                    UUID.randomUUID().toString(),
                    projectId,
                    name,
                    versionId,
                    flavorId,
                    volumeSize,
                    volumeType,
                    access,
                    Task.BUILDING,
                    null,
                    null,
                    null,
                    null,
                    replicaSetId,
                    replicaOf,
                    now,
                    now,
                    0);
        }
    }

    /** Id of the group that the instances start with; null for none. */
    private @Nullable String configuration(Tx tx, Call call, NewInstance wanted, String projectId, String versionId) {
        String id = wanted.configuration().orElse(null);
        if (id == null) {
            return null;
        }
        context.policy().require("instance:update", call.caller(), projectId);
        return configurations.taken(tx, id, projectId, versionId).id();
    }

    private List<GuestModule> modules(Tx tx, Call call, NewInstance wanted) {
        if (!wanted.modules().isEmpty()) {
            context.policy()
                    .require(
                            "instance:module_apply",
                            call.caller(),
                            call.caller().projectId());
        }
        return ModuleWishes.named(tx, call, wanted.modules());
    }

    private Filed file(Tx tx, Instance instance, Action action, DatastoreVersion version, List<GuestModule> modules) {
        tx.instances().insert(instance);
        ModuleWishes.note(tx, instance, version, modules);
        String operationId = context.operations().file(tx, action);
        return new Filed(tx.instances().listing(instance.id()).orElseThrow(), operationId);
    }

    private static Flavor flavor(Tx tx, NewInstance wanted) {
        String id = wanted.flavor().orElse("None");
        return tx.flavors()
                .offered(id)
                .orElseThrow(() -> Fault.badRequest("Resource %s cannot be found.".formatted(id)));
    }

    /** The version that is asked for, which must be active. */
    static DatastoreVersion version(Tx tx, Context context, NewInstance.Ordered wanted) {
        String name = wanted.datastore().orElse(context.settings().defaultDatastore());
        Datastore datastore = tx.datastores().find(name).orElseThrow(() -> DatastoresResource.unknownDatastore(name));
        String defaultVersion = datastore.defaultVersionId();
        String asked = wanted.version().or(() -> wanted.versionNumber()).orElse(defaultVersion);
        if (asked == null) {
            throw Fault.badRequest("Default version for datastore '%s' not found.".formatted(datastore.name()));
        }
        List<DatastoreVersion> found = tx.datastores().versions(datastore.id()).stream()
                .filter(version ->
                        wanted.version().isEmpty() && wanted.versionNumber().isPresent()
                                ? version.number().equals(asked)
                                : version.id().equals(asked) || version.name().equals(asked))
                .filter(version -> wanted.versionNumber().isEmpty()
                        || version.number().equals(wanted.versionNumber().get()))
                .toList();
        if (found.isEmpty()) {
            throw Fault.badRequest("Datastore version '%s' cannot be found.".formatted(asked));
        }
        if (found.size() > 1) {
            throw Fault.badRequest(
                    "Multiple versions of datastore '%s' match '%s'; use the id of one of them, or add version_number."
                            .formatted(datastore.name(), asked));
        }
        if (!found.getFirst().active()) {
            throw Fault.badRequest("Datastore version '%s' is not active.".formatted(asked));
        }
        return found.getFirst();
    }

    private void checkVolumeSize(int size) {
        int most = context.settings().maxVolumeSize();
        if (size > most) {
            throw new Fault(
                    Fault.Kind.OVER_LIMIT,
                    "Volume 'size' cannot exceed maximum of %d GB, %d cannot be accepted.".formatted(most, size));
        }
    }
}
