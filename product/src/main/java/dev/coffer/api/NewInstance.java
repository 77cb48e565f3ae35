package dev.coffer.api;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * A create request, parsed. What it names need not exist.
 *
 * @param volumeSize GiB; larger than any disk when the text was
 */
record NewInstance(
        String name,
        Optional<String> flavor,
        Optional<Integer> volumeSize,
        Optional<String> volumeType,
        Optional<String> datastore,
        Optional<String> version,
        Optional<String> versionNumber,
        List<DatabaseSpec> databases,
        List<UserSpec> users,
        Access access,
        Optional<String> replicaOf,
        int replicaCount,
        Optional<String> configuration,
        List<String> modules) {

    /** The datastore version that is asked for, by names or ids. */
    record Ordered(Optional<String> datastore, Optional<String> version, Optional<String> versionNumber) {
        static Ordered of(JsonNode datastore) {
            return new Ordered(text(datastore, "type"), text(datastore, "version"), text(datastore, "version_number"));
        }
    }

    Ordered ordered() {
        return new Ordered(datastore, version, versionNumber);
    }

    static NewInstance parse(JsonNode body) {
        JsonNode instance = body.path("instance");
        refuseWhatIsNotThere(instance);
        JsonNode datastore = instance.path("datastore");
        NewInstance parsed = new NewInstance(
                name(instance),
                flavor(instance),
                volumeSize(instance.path("volume")),
                text(instance.path("volume"), "type"),
                text(datastore, "type"),
                text(datastore, "version"),
                text(datastore, "version_number"),
                AccountBodies.databases(instance.path("databases")),
                AccountBodies.users(instance.path("users")),
                AccessBodies.parse(instance.path("access")),
                text(instance, "replica_of").or(() -> text(instance, "slave_of")),
                instance.path("replica_count").asInt(1),
                text(instance, "configuration").map(ConfigurationAttachment::id).filter(id -> !id.isEmpty()),
                ModuleWishes.ids(instance.path("modules")));
        parsed.checkAccounts();
        parsed.checkReplica(instance);
        return parsed;
    }

    static String name(JsonNode instance) {
        return plain(instance, "instance", "name");
    }

    /** A text without control characters. */
    static String plain(JsonNode object, String what, String property) {
        String text = object.path(property).stringValue();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Fault.badRequest("Validation error: %s['%s'] contains a control character".formatted(what, property));
        }
        return text;
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.path(name).stringValueOpt().filter(text -> !text.isEmpty());
    }

    /** An id, a number or a URL that ends in the id; openstacksdk calls it {@code flavor} and may send an object. */
    static Optional<String> flavor(JsonNode instance) {
        JsonNode given = instance.path("flavorRef");
        if (given.isMissingNode()) {
            given = instance.path("flavor");
            given = given.isObject() ? given.path("id") : given;
        }
        String text = given.isString() || given.isIntegralNumber() ? given.asString() : "";
        return Optional.of(text.substring(text.lastIndexOf('/') + 1)).filter(id -> !id.isEmpty());
    }

    static Optional<Integer> volumeSize(JsonNode volume) {
        String text = volume.path("size").asString("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new BigInteger(text).min(BigInteger.valueOf(Integer.MAX_VALUE)).intValue());
    }

    /** There are no backups yet, so none of any id. */
    private static void refuseWhatIsNotThere(JsonNode instance) {
        text(instance.path("restorePoint"), "backupRef").ifPresent(id -> {
            throw Fault.noResource(id).get();
        });
        JsonNode nic = instance.path("nics").path(0);
        if (nic.has("ip_address") && !nic.has("subnet_id")) {
            throw Fault.badRequest("Instance subnet needs to be specified.");
        }
    }

    private void checkAccounts() {
        Set<String> names = new HashSet<>();
        if (!databases.stream().map(DatabaseSpec::name).allMatch(names::add)) {
            throw Fault.badRequest("Two or more databases share the same name in the initial databases list. "
                    + "Please correct the names or remove the duplicate entries.");
        }
        Set<List<String>> accounts = new HashSet<>();
        for (UserSpec user : users) {
            if (!accounts.add(List.of(user.name(), user.host()))) {
                throw Fault.badRequest("Two or more users share the same name and host in the initial users list. "
                        + "Please correct the names or remove the duplicate entries.");
            }
            for (String database : user.databases()) {
                if (!names.contains(database)) {
                    throw Fault.badRequest(("The request indicates that user %s should have access to database %s, "
                                    + "but database %s is not included in the initial databases list.")
                            .formatted(user.name(), database, database));
                }
            }
        }
    }

    private void checkReplica(JsonNode instance) {
        if (replicaOf.isEmpty()) {
            if (replicaCount > 1) {
                throw Fault.badRequest("Cannot specify replica_count without replica_of.");
            }
            return;
        }
        if (flavor.isPresent()) {
            throw Fault.badRequest("Cannot specify flavor when creating replicas.");
        }
        if (instance.has("datastore")) {
            throw Fault.badRequest("Cannot specify datastore when creating replicas.");
        }
        if (instance.has("volume")) {
            throw Fault.badRequest("Cannot specify volume when creating replicas.");
        }
        if (instance.has("locality")) {
            throw Fault.badRequest("Cannot specify locality when adding replicas to existing master.");
        }
        if (!databases.isEmpty() || !users.isEmpty()) {
            throw Fault.badRequest("Cannot create a replica with users or databases.");
        }
    }
}
