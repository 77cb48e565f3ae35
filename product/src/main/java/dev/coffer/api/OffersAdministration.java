package dev.coffer.api;

import static dev.coffer.api.Schema.anyOf;
import static dev.coffer.api.Schema.bool;
import static dev.coffer.api.Schema.integer;
import static dev.coffer.api.Schema.list;
import static dev.coffer.api.Schema.nothing;
import static dev.coffer.api.Schema.object;
import static dev.coffer.api.Schema.text;

import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.VolumeType;
import dev.coffer.store.Restrictions.Kind;
import dev.coffer.store.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * How an operator changes what can be ordered. Coffer's own: Trove leaves flavors to Nova, volume types to Cinder, and restrictions to a
 * program on its host.
 */
final class OffersAdministration {
    private static final Pattern PLAIN = Pattern.compile("^[0-9a-zA-Z]([0-9a-zA-Z._-]*[0-9a-zA-Z])?$");
    private static final Pattern SAYS_SOMETHING = Pattern.compile("^.*[0-9a-zA-Z]+.*$");
    private static final int LARGEST = 1 << 24;

    private static final Schema FLAVOR = object(
            Map.of(
                    "flavor",
                    object(
                            Map.of(
                                    "flavor_id",
                                    anyOf(text(1, 36, PLAIN), integer(0, Integer.MAX_VALUE)),
                                    "name",
                                    text(1, 255, SAYS_SOMETHING),
                                    "ram",
                                    integer(1, LARGEST),
                                    "vcpus",
                                    integer(1, 4096),
                                    "disk",
                                    integer(0, LARGEST),
                                    "ephemeral",
                                    integer(0, LARGEST)),
                            Set.of("name", "ram", "vcpus"),
                            true)),
            Set.of("flavor"),
            true);
    private static final Schema VOLUME_TYPE = object(
            Map.of(
                    "volume_type",
                    object(
                            Map.of(
                                    "name",
                                    text(1, 255, SAYS_SOMETHING),
                                    "description",
                                    anyOf(text(0, 1000), nothing()),
                                    "is_public",
                                    bool()),
                            Set.of("name"),
                            false)),
            Set.of("volume_type"),
            true);
    private static final Schema IDS = list(text(1, 255), 1000, true);

    private final Context context;

    OffersAdministration(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        String version = "/datastore-versions/{version}";
        routes.manage("POST", "/flavors", this::addFlavor)
                .manage("DELETE", "/flavors/{id}", this::removeFlavor)
                .manage("GET", "/volume-types", this::volumeTypes)
                .manage("POST", "/volume-types", this::addVolumeType)
                .manage("DELETE", "/volume-types/{id}", this::removeVolumeType)
                .manage("GET", version + "/flavors", call -> allowed(call, Kind.FLAVOR, "flavors"))
                .manage("PUT", version + "/flavors", this::allowFlavors)
                .manage("GET", version + "/volume-types", call -> allowed(call, Kind.VOLUME_TYPE, "volume_types"))
                .manage("PUT", version + "/volume-types", this::allowVolumeTypes);
    }

    /** A flavor never changes, since instances have its size. */
    private Response addFlavor(Call call) {
        JsonNode wanted = call.body(FLAVOR).path("flavor");
        Flavor flavor = new Flavor(
                wanted.path("flavor_id").asString(UUID.randomUUID().toString()),
                wanted.path("name").stringValue(),
                wanted.path("ram").intValue(),
                wanted.path("vcpus").intValue(),
                wanted.path("disk").intValue(0),
                wanted.path("ephemeral").intValue(0));
        return context.write(tx -> {
            Optional<Flavor> before = tx.flavors().find(flavor.id());
            boolean again = tx.flavors().offered(flavor.id()).isEmpty()
                    && before.filter(flavor::equals).isPresent();
            if (before.isPresent() && !again) {
                throw Fault.badRequest(
                        "There is or was another flavor with the id %s; choose another id.".formatted(flavor.id()));
            }
            tx.flavors().put(flavor);
            return Response.ok(Json.wrap("flavor", FlavorView.of(flavor, Links.of(call, context.settings()))));
        });
    }

    /** Instances that have it keep it. */
    private Response removeFlavor(Call call) {
        String id = call.id("id");
        return context.write(tx -> {
            Flavor flavor = tx.flavors().offered(id).orElseThrow(Fault.noResource(id));
            tx.flavors().remove(flavor.id());
            return Response.accepted();
        });
    }

    private Response volumeTypes(Call call) {
        ArrayNode rows = Json.array();
        context.read(tx -> tx.volumeTypes().all()).forEach(type -> rows.add(OffersResource.view(type)));
        return Response.ok(Json.wrap("volume_types", rows));
    }

    private Response addVolumeType(Call call) {
        JsonNode wanted = call.body(VOLUME_TYPE).path("volume_type");
        VolumeType type = new VolumeType(
                UUID.randomUUID().toString(),
                wanted.path("name").stringValue(),
                wanted.path("description").asString(""),
                wanted.path("is_public").booleanValue(true));
        return context.write(tx -> {
            if (tx.volumeTypes().find(type.name()).isPresent()) {
                throw Fault.badRequest("There is a volume type '%s' already.".formatted(type.name()));
            }
            tx.volumeTypes().put(type);
            return Response.ok(Json.wrap("volume_type", OffersResource.view(type)));
        });
    }

    private Response removeVolumeType(Call call) {
        String id = call.id("id");
        return context.write(tx -> {
            VolumeType type = tx.volumeTypes().find(id).orElseThrow(Fault.noResource(id));
            int uses = tx.volumeTypes().uses(type);
            if (uses > 0) {
                throw Fault.badRequest("%d instances have volumes of the type '%s'; it stays until they are deleted."
                        .formatted(uses, type.name()));
            }
            tx.volumeTypes().remove(type.id());
            return Response.accepted();
        });
    }

    private Response allowed(Call call, Kind kind, String name) {
        return context.read(tx ->
                ids(name, tx.restrictions().of(version(tx, call).id(), kind)));
    }

    private Response allowFlavors(Call call) {
        List<String> wanted = wanted(call, "flavors");
        return context.write(tx -> {
            DatastoreVersion version = version(tx, call);
            List<String> ids = wanted.stream()
                    .map(id -> tx.flavors().offered(id).orElseThrow(() -> unknown(id)))
                    .map(Flavor::id)
                    .toList();
            tx.restrictions().restrict(version.id(), Kind.FLAVOR, ids);
            return ids("flavors", tx.restrictions().of(version.id(), Kind.FLAVOR));
        });
    }

    private Response allowVolumeTypes(Call call) {
        List<String> wanted = wanted(call, "volume_types");
        return context.write(tx -> {
            DatastoreVersion version = version(tx, call);
            List<String> ids = wanted.stream()
                    .map(word -> tx.volumeTypes().find(word).orElseThrow(() -> unknown(word)))
                    .map(VolumeType::id)
                    .toList();
            tx.restrictions().restrict(version.id(), Kind.VOLUME_TYPE, ids);
            return ids("volume_types", tx.restrictions().of(version.id(), Kind.VOLUME_TYPE));
        });
    }

    private static Fault unknown(String id) {
        return Fault.badRequest("Resource %s cannot be found.".formatted(id));
    }

    private static List<String> wanted(Call call, String name) {
        return call.body(object(Map.of(name, IDS), Set.of(name), true))
                .path(name)
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
    }

    private static DatastoreVersion version(Tx tx, Call call) {
        String id = call.id("version");
        return tx.datastores()
                .version(id)
                .orElseThrow(() -> Fault.notFound("Datastore version '%s' cannot be found.".formatted(id)));
    }

    private static Response ids(String name, Set<String> ids) {
        ArrayNode rows = Json.array();
        ids.forEach(rows::add);
        return Response.ok(Json.wrap(name, rows));
    }
}
