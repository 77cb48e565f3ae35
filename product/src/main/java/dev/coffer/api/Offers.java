package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import dev.coffer.model.VolumeType;
import dev.coffer.store.Restrictions.Kind;
import dev.coffer.store.Tx;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which flavors and volume types an instance of a datastore version may have. */
final class Offers {
    private Offers() {}

    static List<Flavor> flavors(Tx tx, DatastoreVersion version) {
        return allowed(tx, version, Kind.FLAVOR, tx.flavors().all(), Flavor::id);
    }

    static List<VolumeType> volumeTypes(Tx tx, DatastoreVersion version, Caller caller) {
        return allowed(tx, version, Kind.VOLUME_TYPE, visible(tx, caller), VolumeType::id);
    }

    /** All that the caller may know of. */
    static List<VolumeType> visible(Tx tx, Caller caller) {
        return tx.volumeTypes().all().stream()
                .filter(type -> type.isPublic() || caller.isAdmin())
                .toList();
    }

    private static <T> List<T> allowed(
            Tx tx, DatastoreVersion version, Kind kind, List<T> all, Function<T, String> id) {
        Set<String> ids = tx.restrictions().of(version.id(), kind);
        return all.stream()
                .filter(each -> ids.isEmpty() || ids.contains(id.apply(each)))
                .toList();
    }

    /**
     * For a new instance, and for one that is to get another flavor.
     *
     * @throws Fault BAD_REQUEST when the version may not have it
     */
    static void requireFlavor(Tx tx, DatastoreVersion version, Flavor flavor) {
        List<Flavor> allowed = flavors(tx, version);
        if (!allowed.contains(flavor)) {
            throw Fault.badRequest("Flavor %s is not supported for datastore %s version %s; choose one of: %s."
                    .formatted(flavor.id(), version.datastore(), version.name(), listed(allowed, Flavor::id)));
        }
    }

    /**
     * The volume type of a new instance.
     *
     * @param wanted name or id
     * @return its name; null when none is wanted and any will do
     * @throws Fault BAD_REQUEST when there is none of that name, or the version may not have it
     */
    static @Nullable String volumeType(Tx tx, DatastoreVersion version, Optional<String> wanted, Caller caller) {
        if (wanted.isEmpty()
                && tx.restrictions().of(version.id(), Kind.VOLUME_TYPE).isEmpty()) {
            return null;
        }
        List<VolumeType> allowed = volumeTypes(tx, version, caller);
        if (wanted.isEmpty()) {
            return allowed.stream().findFirst().map(VolumeType::name).orElse(null);
        }
        String asked = wanted.get();
        VolumeType type = tx.volumeTypes()
                .find(asked)
                .filter(found -> found.isPublic() || caller.isAdmin())
                .orElseThrow(() -> Fault.badRequest("Volume type '%s' cannot be found; choose one of: %s."
                        .formatted(asked, listed(allowed, VolumeType::name))));
        if (!allowed.contains(type)) {
            throw Fault.badRequest("Volume type %s is not supported for datastore %s version %s; choose one of: %s."
                    .formatted(type.name(), version.datastore(), version.name(), listed(allowed, VolumeType::name)));
        }
        return type.name();
    }

    private static <T> String listed(List<T> things, Function<T, String> name) {
        return things.isEmpty() ? "(none)" : things.stream().map(name).collect(Collectors.joining(", "));
    }
}
