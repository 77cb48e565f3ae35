package dev.coffer.api;

import dev.coffer.engine.Engine;
import dev.coffer.engine.Offers;
import dev.coffer.fault.Fault;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.DatastoreVersion.Notes;
import dev.coffer.model.DerivedId;
import dev.coffer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Datastore versions in the hands of an operator. */
final class DatastoreVersionsResource {
    private final Context context;

    DatastoreVersionsResource(Context context) {
        this.context = context;
    }

    void routes(Routes routes) {
        routes.manage("GET", "/datastore-versions", this::list)
                .manage("POST", "/datastore-versions", this::create)
                .manage("GET", "/datastore-versions/{id}", this::show)
                .manage("PATCH", "/datastore-versions/{id}", this::update)
                .manage("DELETE", "/datastore-versions/{id}", this::delete);
    }

    private Response list(Call call) {
        return context.read(tx -> {
            ArrayNode rows = Json.array();
            tx.datastores().allVersions().forEach(version -> rows.add(view(tx, version)));
            return Response.ok(Json.wrap("versions", rows));
        });
    }

    private Response show(Call call) {
        return context.read(tx -> Response.ok(Json.wrap("version", view(tx, find(tx, call)))));
    }

    private static ObjectNode view(Tx tx, DatastoreVersion version) {
        ObjectNode view = Json.object()
                .put("id", version.id())
                .put("name", version.name())
                .put("version", version.number())
                .put("datastore_id", version.datastoreId())
                .put("datastore_name", version.datastore())
                .put("datastore_manager", version.engine())
                .put(
                        "image",
                        Optional.ofNullable(DatastoresResource.image(version)).orElse(""));
        strings(view.putArray("image_tags"), version.notes().imageTags());
        strings(view.putArray("packages"), version.notes().packages());
        return view.put("active", version.active())
                .put("registry_ext", version.notes().registryExt())
                .put("repl_strategy", version.notes().replStrategy())
                .put("default", isDefault(tx, version));
    }

    /** Where there is nothing Trove has a list of one empty text. */
    private static void strings(ArrayNode array, List<String> texts) {
        (texts.isEmpty() ? List.of("") : texts).forEach(array::add);
    }

    private static boolean isDefault(Tx tx, DatastoreVersion version) {
        return tx.datastores()
                .find(version.datastoreId())
                .filter(datastore -> version.id().equals(datastore.defaultVersionId()))
                .isPresent();
    }

    private Response create(Call call) {
        JsonNode wanted = call.body(CatalogueSchemas.CREATE_VERSION).path("version");
        Engine engine = engine(wanted.path("datastore_manager").stringValue());
        Notes notes = new Notes(
                strings(wanted.path("image_tags")),
                strings(wanted.path("packages")),
                text(wanted, "registry_ext").orElse(null),
                text(wanted, "repl_strategy").orElse(null));
        String image = text(wanted, "image").map(name -> image(engine, name)).orElse(null);
        requireImage(engine, image, notes.imageTags());
        return context.write(tx -> {
            Datastore datastore = datastore(tx, wanted.path("datastore_name").stringValue());
            String name = wanted.path("name").stringValue();
            DatastoreVersion version = new DatastoreVersion(
                    UUID.randomUUID().toString(),
                    datastore.id(),
                    datastore.name(),
                    name,
                    text(wanted, "version").orElse(name),
                    engine.name(),
                    image,
                    wanted.path("active").booleanValue(),
                    notes);
            refuseTwin(tx, version);
            tx.datastores().put(version);
            if (wanted.path("default").booleanValue(false)) {
                tx.datastores().put(new Datastore(datastore.id(), datastore.name(), version.id()));
            }
            return Response.accepted();
        });
    }

    /** Made when there is none; one that was deleted is there again. */
    private static Datastore datastore(Tx tx, String name) {
        return tx.datastores().find(name).orElseGet(() -> {
            String id = tx.datastores().idOf(name).orElse(DerivedId.of(name));
            Datastore made = new Datastore(id, name, null);
            tx.datastores().put(made);
            return made;
        });
    }

    private Response update(Call call) {
        JsonNode wanted = call.body(CatalogueSchemas.UPDATE_VERSION);
        return context.write(tx -> {
            DatastoreVersion old = find(tx, call);
            DatastoreVersion version = changed(old, wanted);
            if (runsOtherwise(old, version) && tx.datastores().isRunBySomething(old.id())) {
                throw Fault.badRequest(
                        "Datastore version is in use by instance. Its name, image and manager stay while instances have it; add another version and upgrade them to it.");
            }
            refuseTwin(tx, version);
            tx.datastores().put(version);
            if (wanted.has("default") && wanted.path("default").booleanValue() != isDefault(tx, version)) {
                String newDefault = wanted.path("default").booleanValue() ? version.id() : null;
                tx.datastores().put(new Datastore(version.datastoreId(), version.datastore(), newDefault));
            }
            return Response.accepted();
        });
    }

    /** Whether servers of the version would find data that are not theirs. */
    private boolean runsOtherwise(DatastoreVersion old, DatastoreVersion changed) {
        return !changed.engine().equals(old.engine())
                || !changed.name().equals(old.name())
                || !imageOf(changed).equals(imageOf(old));
    }

    private Optional<String> imageOf(DatastoreVersion version) {
        return context.engine(version).flatMap(engine -> Offers.image(engine, version));
    }

    /** Tags without an image take the place of the image. */
    private DatastoreVersion changed(DatastoreVersion old, JsonNode wanted) {
        Engine engine = engine(text(wanted, "datastore_manager").orElse(old.engine()));
        Notes before = old.notes();
        List<String> tags = wanted.has("image_tags") ? strings(wanted.path("image_tags")) : before.imageTags();
        boolean byTags = wanted.has("image_tags") && !tags.isEmpty();
        String image = text(wanted, "image").map(name -> image(engine, name)).orElse(byTags ? null : old.image());
        boolean isNew =
                List.of("image", "image_tags", "datastore_manager").stream().anyMatch(wanted::has);
        if (isNew) {
            requireImage(engine, image, tags);
        }
        return new DatastoreVersion(
                old.id(),
                old.datastoreId(),
                old.datastore(),
                text(wanted, "name").orElse(old.name()),
                old.number(),
                engine.name(),
                image,
                wanted.path("active").booleanValue(old.active()),
                new Notes(
                        tags,
                        wanted.has("packages") ? strings(wanted.path("packages")) : before.packages(),
                        text(wanted, "registry_ext").orElse(before.registryExt()),
                        text(wanted, "repl_strategy").orElse(before.replStrategy())));
    }

    private Response delete(Call call) {
        return context.write(tx -> {
            DatastoreVersion version = find(tx, call);
            tx.datastores().use(version.id()).ifPresent(what -> {
                throw inUse(what);
            });
            tx.datastores().delete(version);
            return Response.accepted();
        });
    }

    private static Fault inUse(String what) {
        return Fault.badRequest("Datastore version is in use by %s.".formatted(what));
    }

    private static DatastoreVersion find(Tx tx, Call call) {
        String id = call.id("id");
        return tx.datastores()
                .version(id)
                .orElseThrow(() -> Fault.badRequest("Datastore version '%s' cannot be found.".formatted(id)));
    }

    private static void refuseTwin(Tx tx, DatastoreVersion version) {
        boolean taken = tx.datastores().versions(version.datastoreId()).stream()
                .anyMatch(other -> other.name().equals(version.name())
                        && other.number().equals(version.number())
                        && !other.id().equals(version.id()));
        if (taken) {
            throw Fault.badRequest(
                    "The datastore version '%s(%s)' already exists.".formatted(version.name(), version.number()));
        }
    }

    private Engine engine(String name) {
        return context.engines().find(name).orElseThrow(() -> {
            String known = context.engines().all().stream().map(Engine::name).collect(Collectors.joining("', '"));
            return Fault.badRequest("There is no datastore manager '%s'; there is '%s'.".formatted(name, known));
        });
    }

    /** Name of the image that the operator names, or gives the id of. */
    private String image(Engine engine, String wanted) {
        Optional<String> own =
                Offers.find(engine, wanted).map(offer -> offer.recipe().name());
        if (own.isEmpty()) {
            for (Engine other : context.engines().all()) {
                if (Offers.find(other, wanted).isPresent()) {
                    throw Fault.badRequest(
                            "Image %s is made for the datastore manager '%s'.".formatted(wanted, other.name()));
                }
            }
        }
        return own.orElseThrow(() -> Fault.badRequest("Image %s cannot be found.".formatted(wanted)));
    }

    private static void requireImage(Engine engine, @Nullable String image, List<String> tags) {
        if (image == null && tags.isEmpty()) {
            throw Fault.badRequest("Image must be specified.");
        }
        boolean known = image == null
                ? Offers.tagged(engine, tags).isPresent()
                : Offers.find(engine, image).isPresent();
        if (!known) {
            throw Fault.badRequest(
                    image == null
                            ? "No image of '%s' has all of the tags %s."
                                    .formatted(engine.name(), String.join(", ", tags))
                            : "Image %s is not made for the datastore manager '%s'; name one that is."
                                    .formatted(image, engine.name()));
        }
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.path(name).stringValueOpt();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(text -> strings.add(text.stringValue()));
        return strings;
    }
}
