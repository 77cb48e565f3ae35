package dev.coffer.compute.local;

import dev.coffer.compute.local.AccessRules.Guarded;
import dev.coffer.model.Access;
import dev.coffer.model.Instance;
import dev.coffer.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the firewall's rules from what is stored, always all of them: whatever was there before, they are right afterwards. */
final class AccessControl {
    private final Store store;
    private final Firewall firewall;
    private final Supplier<Map<String, Integer>> users;

    /** @param users that instances run as */
    AccessControl(Store store, Firewall firewall, Supplier<Map<String, Integer>> users) {
        this.store = store;
        this.firewall = firewall;
        this.users = users;
    }

    Optional<String> obstacle() {
        return firewall.obstacle();
    }

    /** Addresses nobody here should take. */
    Set<String> foreign() {
        try {
            return firewall.foreign();
        } catch (IOException e) {
            throw new UncheckedIOException("It cannot be told which addresses others guard: " + e.getMessage(), e);
        }
    }

    /** Reads and replaces as one, so that what was read last is what holds. */
    synchronized void apply() {
        apply(Map.of());
    }

    /** @param decided what counts for an instance whatever its row says */
    synchronized void apply(Map<String, Access> decided) {
        if (firewall.obstacle().isPresent()) {
            return;
        }
        try {
            firewall.replace(rules(decided));
        } catch (IOException e) {
            throw new UncheckedIOException("The rules of access could not be set: " + e.getMessage(), e);
        }
    }

    private record Stored(
            List<Instance> instances, Map<String, String> privateAddresses, Map<String, String> publicAddresses) {}

    private AccessRules rules(Map<String, Access> decided) {
        Stored stored = store.read(tx -> new Stored(
                tx.instances().all(), tx.addresses().all(), tx.publicAddresses().all()));
        Map<String, Integer> userOf = users.get();
        Map<String, Instance> instances =
                stored.instances().stream().collect(Collectors.toMap(Instance::id, Function.identity()));
        Map<String, Set<Integer>> members = new HashMap<>();
        instances.forEach((id, instance) -> {
            Integer user = userOf.get(id);
            if (user != null) {
                members.computeIfAbsent(instance.replicaSetId(), _ -> new TreeSet<>())
                        .add(user);
            }
        });
        List<Guarded> guarded = new ArrayList<>();
        for (Instance instance : instances.values()) {
            Access access = decided.getOrDefault(instance.id(), instance.access());
            String inside = stored.privateAddresses().get(instance.id());
            if (inside != null && access.isRestricted()) {
                guarded.add(Guarded.restricted(
                        inside, members.getOrDefault(instance.replicaSetId(), Set.of()), access.networks()));
            }
            String outside = stored.publicAddresses().get(instance.id());
            if (outside != null && !access.opensPublicAddress()) {
                guarded.add(Guarded.closed(outside));
            } else if (outside != null && access.isRestricted()) {
                guarded.add(new Guarded(outside, new TreeSet<>(), access.networks()));
            }
        }
        return new AccessRules(new TreeSet<>(userOf.values()), guarded);
    }
}
