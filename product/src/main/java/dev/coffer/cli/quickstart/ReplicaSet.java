package dev.coffer.cli.quickstart;

import dev.coffer.cli.client.Answer;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.Trove;
import dev.coffer.cli.view.InstanceView;
import dev.coffer.engine.Engine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The quickstart's instances as the API has them; makes those that are missing. */
final class ReplicaSet {
    private static final Set<String> BROKEN = Set.of("ERROR", "FAILED");
    private static final Set<String> SERVING = Set.of("HEALTHY", "ACTIVE", "RESTART_REQUIRED");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(45);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Trove trove;
    private final Keepsake keepsake;
    private final Engine engine;
    private final String name;

    /** @param name of the first instance; replicas are numbered */
    ReplicaSet(Trove trove, Keepsake keepsake, Engine engine, String name) {
        this.trove = trove;
        this.keepsake = keepsake;
        this.engine = engine;
        this.name = name;
    }

    /** The primary, as it is now: after a promotion it is not the one that was made first. */
    Optional<Json> primary() {
        List<Json> all = all();
        List<Json> named = all.stream()
                .filter(instance -> instance.string("name").equals(name))
                .toList();
        if (named.size() > 1) {
            throw Failure.refused(
                    "There is more than one instance named %s.".formatted(name),
                    "Rename or delete those that are not the quickstart's: coffer instance list");
        }
        return named.stream().findFirst().map(instance -> primaryOf(instance, all));
    }

    private static Json primaryOf(Json instance, List<Json> all) {
        String id = instance.at("replica_of").string("id");
        return id.isEmpty()
                ? instance
                : all.stream()
                        .filter(each -> each.string("id").equals(id))
                        .findFirst()
                        .orElse(instance);
    }

    List<Json> replicas(String primaryId) {
        return InstanceView.sorted(all()).stream()
                .filter(instance -> instance.at("replica_of").string("id").equals(primaryId))
                .toList();
    }

    private List<Json> all() {
        return trove.all("/instances/detail", "instances");
    }

    void createPrimary(String version) {
        String password = keepsake.password().orElseGet(keepsake::draw);
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("name", name);
        request.put("flavorRef", smallestFlavor());
        request.put("volume", Map.of("size", 1));
        request.put("datastore", Map.of("type", engine.name(), "version", version));
        request.put("databases", databases());
        request.put("users", List.of(user(password)));
        trove.post("/instances", Trove.body("instance", request));
    }

    private List<Map<String, Object>> databases() {
        return engine.capabilities().contains(Engine.Capability.DATABASES)
                ? List.of(Trove.body("name", Quickstart.DATABASE))
                : List.of();
    }

    private Map<String, Object> user(String password) {
        return Map.of("name", Quickstart.USER, "password", password, "databases", databases());
    }

    private String smallestFlavor() {
        return trove.all("/flavors", "flavors").stream()
                .min(java.util.Comparator.comparing(
                        flavor -> flavor.number("ram").orElse(Double.MAX_VALUE)))
                .map(flavor -> flavor.text("str_id").orElseGet(() -> flavor.string("id")))
                .orElseThrow(() -> Failure.refused("This Coffer has no flavors.", "Add one, then run this again."));
    }

    /** As many as are missing, under names that are free. */
    void createReplicas(String primaryId, int count) {
        Set<String> taken =
                all().stream().map(instance -> instance.string("name")).collect(Collectors.toSet());
        List<String> free = IntStream.iterate(1, number -> number + 1)
                .mapToObj(number -> name + "-" + number)
                .filter(name -> !taken.contains(name))
                .limit(count)
                .toList();
        boolean together = count > 1 && free.equals(numbered(count));
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("replica_of", primaryId);
        if (together) {
            request.put("name", name);
            request.put("replica_count", count);
            trove.post("/instances", Trove.body("instance", request));
            return;
        }
        for (String name : free) {
            request.put("name", name);
            trove.post("/instances", Trove.body("instance", request));
        }
    }

    private List<String> numbered(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> name + "-" + number)
                .toList();
    }

    /** Until nothing is being done to them; tells what it is. */
    void settle(List<String> ids, Consumer<String> progress) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            List<String> busy = new ArrayList<>();
            for (String id : ids) {
                Optional<String> doing = doing(id);
                doing.ifPresent(busy::add);
            }
            if (busy.isEmpty()) {
                return;
            }
            progress.accept(String.join("; ", busy));
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw Failure.refused(
                        "It takes longer than %d minutes: %s.".formatted(PATIENCE.toMinutes(), String.join("; ", busy)),
                        "Coffer goes on with it. See: coffer status; then run coffer quickstart again.");
            }
            Thread.sleep(LOOK);
        }
    }

    /** What is being done to the instance, or nothing when it is at rest and well. */
    private Optional<String> doing(String id) {
        Json instance = trove.get("/instances/" + id).at("instance");
        String called = instance.string("name");
        String status = instance.string("status");
        if (BROKEN.contains(status)) {
            throw Failure.refused(
                    "The instance %s is in %s. %s"
                            .formatted(called, status, instance.at("fault").string("message")),
                    "See why: coffer operation list %s\nThen delete it, and run this again: coffer instance delete %s --wait && coffer quickstart%s"
                            .formatted(id, id, name.equals(Quickstart.NAME) ? "" : " --engine " + engine.name()));
        }
        if (status.equals("ACTIVE") || status.equals("RESTART_REQUIRED")) {
            // Until its agent has reported so, the API refuses to do anything with it.
            return SERVING.contains(instance.string("operating_status"))
                    ? Optional.empty()
                    : Optional.of(called + ": waiting for its agent's report");
        }
        String step = trove.get("/instances/" + id + "/operations").items("operations").stream()
                .filter(operation -> operation.text("ended").isEmpty())
                .flatMap(operation -> operation.items("steps").stream())
                .filter(each -> !each.string("state").equals("DONE"))
                .map(each -> each.string("name"))
                .reduce((_, last) -> last)
                .orElse(status);
        return Optional.of(called + ": " + step);
    }

    /** Gives the user the password that is kept, for an instance whose keepsake was lost. */
    String newPassword(String primaryId) {
        String password = keepsake.draw();
        String users = "/instances/" + primaryId + "/users";
        boolean there = trove.all(users, "users", row -> row.string("name") + "@" + row.string("host")).stream()
                .anyMatch(user -> user.string("name").equals(Quickstart.USER));
        if (there) {
            Answer _ = trove.put(users + "/" + Quickstart.USER, Trove.body("user", Trove.body("password", password)));
        } else {
            Answer _ = trove.post(users, Trove.body("users", List.of(user(password))));
        }
        return password;
    }

    /** The instances once each was seen healthy in its role, or as they are when that takes too long. */
    List<Json> observed(String primaryId, Consumer<String> progress) throws InterruptedException {
        long start = System.nanoTime();
        while (true) {
            List<Json> members = new ArrayList<>();
            members.add(trove.get("/instances/" + primaryId).at("instance"));
            members.addAll(replicas(primaryId));
            boolean seen = members.stream().allMatch(ReplicaSet::isSeenWell);
            if (seen || System.nanoTime() - start > HEALTH_PATIENCE.toNanos()) {
                return members;
            }
            progress.accept("waiting for the agents' reports");
            Thread.sleep(LOOK);
        }
    }

    private static boolean isSeenWell(Json instance) {
        Json replication = instance.at("replication");
        boolean replica = instance.has("replica_of");
        return instance.string("operating_status").equals("HEALTHY")
                && replication.string("role").equals(replica ? "REPLICA" : "PRIMARY")
                && (!replica || replication.number("lag_seconds").isPresent());
    }
}
