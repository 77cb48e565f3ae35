package dev.coffer.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A Coffer with a primary and two replicas, as a small installation has them. */
final class ReplicaSet {
    private static final int REPLICAS = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Coffer coffer;
    private final Api api;
    private final List<String> ids;

    private ReplicaSet(Coffer coffer, Api api, List<String> ids) {
        this.coffer = coffer;
        this.api = api;
        this.ids = List.copyOf(ids);
    }

    static ReplicaSet make(Stage stage, Datastore datastore) throws IOException, InterruptedException {
        stage.say("making a primary of %s with %d replicas", datastore.engine().title(), REPLICAS);
        Coffer coffer = stage.coffer();
        coffer.start();
        Api api = coffer.login();
        String primary = create(api, datastore.order("primary"));
        api.send("POST", "/instances", """
                {"instance": {"name": "replica", "replica_of": "%s", "replica_count": %d}}
                """.formatted(primary, REPLICAS), 200);
        List<String> ids = new ArrayList<>(List.of(primary));
        api.read("/instances/" + primary)
                .at("/instance/replicas")
                .forEach(replica -> ids.add(replica.get("id").asString()));
        for (String id : ids) {
            awaitHealthy(api, id);
        }
        return new ReplicaSet(coffer, api, ids);
    }

    Coffer coffer() {
        return coffer;
    }

    Api api() {
        return api;
    }

    /** The first is the one that was primary first. */
    List<String> ids() {
        return ids;
    }

    String address(String id) throws IOException, InterruptedException {
        return api.read("/instances/" + id).at("/instance/addresses/0/address").asString();
    }

    Usage agent(String id) throws IOException {
        String text = Files.readString(agentFile(id, "agent.pid"));
        return new Usage(Long.parseLong(text.strip().split("\\D+")[0]));
    }

    Path agentFile(String id, String name) {
        return coffer.instance(id).resolve("agent").resolve(name);
    }

    /** One more instance, of no interest to others; returns its id when it serves. */
    String create(String order) throws IOException, InterruptedException {
        return create(api, order);
    }

    private static String create(Api api, String order) throws IOException, InterruptedException {
        String id =
                api.send("POST", "/instances", order, 200).at("/instance/id").asString();
        awaitHealthy(api, id);
        return id;
    }

    private static List<JsonNode> operations(Api api, String id) throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode operation : api.read("/instances/" + id + "/operations").get("operations")) {
            all.add(api.read("/operations/" + operation.get("id").asString()));
        }
        return all;
    }

    void remove(String id) throws IOException, InterruptedException {
        api.send("DELETE", "/instances/" + id, "", 202);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (api.isThere("/instances/" + id)) {
            if (System.nanoTime() > until) {
                throw new NotMeasured("Instance %s is not deleted.".formatted(id));
            }
            Thread.sleep(LOOK);
        }
    }

    void awaitHealthy(String id) throws IOException, InterruptedException {
        awaitHealthy(api, id);
    }

    private static void awaitHealthy(Api api, String id) throws IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            JsonNode instance = api.read("/instances/" + id).get("instance");
            String status = instance.path("status").asString("");
            if (status.equals("ACTIVE")
                    && instance.path("operating_status").asString("").equals("HEALTHY")) {
                return;
            }
            if (status.equals("ERROR") || System.nanoTime() > until) {
                throw new NotMeasured("Instance %s did not become healthy: %s%nWhat was done to it: %s"
                        .formatted(id, instance, operations(api, id)));
            }
            Thread.sleep(LOOK);
        }
    }
}
