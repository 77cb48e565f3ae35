package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.GrowVolume;
import dev.coffer.operations.ResizeFlavor;
import dev.coffer.policy.Quotas;
import dev.coffer.store.Instances.Listing;
import dev.coffer.store.Tx;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** The action {@code resize}: another flavor, or a larger volume. */
final class InstanceResizes {
    private final Context context;
    private final SetFiling sets;

    InstanceResizes(Context context) {
        this.context = context;
        this.sets = new SetFiling(context);
    }

    /** @param body of the action */
    Response resize(Call call, JsonNode body) {
        Schema.validate(Schemas.RESIZE, body);
        JsonNode wanted = body.path("resize");
        if (wanted.has("flavorRef") == wanted.has("volume")) {
            throw Fault.badRequest("A resize names either a flavorRef or a volume, one at a time.");
        }
        return wanted.has("volume")
                ? context.write(tx -> volume(tx, call.under("instance:resize_volume"), wanted.path("volume")))
                : context.write(tx -> flavor(tx, call.under("instance:resize_flavor"), wanted));
    }

    private Response flavor(Tx tx, Call call, JsonNode wanted) {
        Listing listing = context.listing(tx, call);
        context.status(listing).requireActionable();
        Instance instance = listing.instance();
        String id = NewInstance.flavor(wanted).orElse("None");
        Flavor flavor = tx.flavors()
                .offered(id)
                .orElseThrow(() -> Fault.badRequest("Resource %s cannot be found.".formatted(id)));
        if (flavor.id().equals(instance.flavorId())) {
            throw Fault.badRequest("The new flavor id must be different than the current flavor id of '%s'."
                    .formatted(instance.flavorId()));
        }
        Offers.requireFlavor(tx, listing.version(), flavor);
        int more = Math.max(0, flavor.ram() - ram(tx, instance));
        context.quotas().require(tx, instance.projectId(), Quotas.Demand.growth(more, 0));
        tx.instances().update(instance.withTask(Task.RESIZING, null));
        String operation = context.operations().file(tx, new ResizeFlavor(instance.id(), flavor.id()));
        tx.quotas().expect(operation, instance.id(), flavor.ram(), instance.volumeSize());
        return Response.accepted().filed(operation);
    }

    private static int ram(Tx tx, Instance instance) {
        return tx.flavors().find(instance.flavorId()).map(Flavor::ram).orElse(0);
    }

    /** A primary's replicas grow with it. */
    private Response volume(Tx tx, Call call, JsonNode wanted) {
        Listing listing = context.listing(tx, call);
        context.status(listing).requireActionable();
        Instance instance = listing.instance();
        int size = size(wanted);
        if (size <= instance.volumeSize()) {
            throw Fault.badRequest("The new volume 'size' must be larger than the current volume size of '%d'."
                    .formatted(instance.volumeSize()));
        }
        int most = context.settings().maxVolumeSize();
        if (size > most) {
            throw new Fault(
                    Fault.Kind.OVER_LIMIT,
                    "Volume 'size' cannot exceed maximum of %d GB, %d cannot be accepted.".formatted(most, size));
        }
        List<Instance> growing = instance.isReplica() ? List.of(instance) : members(tx, instance);
        long more = growing.stream()
                .mapToLong(member -> Math.max(0, size - member.volumeSize()))
                .sum();
        context.quotas().require(tx, instance.projectId(), Quotas.Demand.growth(0, more));
        Response response = grow(tx, instance, new GrowVolume(instance.id(), size));
        String operation = Objects.requireNonNull(response.headers().get(Response.OPERATION));
        growing.forEach(member -> tx.quotas().expect(operation, member.id(), ram(tx, member), size));
        return response;
    }

    private Response grow(Tx tx, Instance instance, GrowVolume action) {
        if (!instance.isReplica()) {
            return sets.file(tx, instance, Task.RESIZING, action);
        }
        tx.instances().update(instance.withTask(Task.RESIZING, null));
        return Response.accepted().filed(context.operations().file(tx, action));
    }

    private static List<Instance> members(Tx tx, Instance primary) {
        return tx.instances().membersOf(primary.replicaSetId()).stream()
                .filter(member -> !SetFiling.isBroken(member))
                .toList();
    }

    /** The object of Trove, or the number that openstacksdk sends. */
    private static int size(JsonNode volume) {
        JsonNode object = volume.isObject() ? volume : Json.wrap("size", volume);
        return NewInstance.volumeSize(object).orElseThrow(() -> Fault.badRequest("Volume size was not specified."));
    }
}
