package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.it.KillPlan.Deed;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The instances of a kill run: a replica set, and at times another one beside it. Who is primary, it asks Coffer. */
final class Fleet {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Api api;
    private final Host host;
    private final Rows rows;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private final List<String> set = new ArrayList<>();
    private final List<String> others = new ArrayList<>();

    Fleet(Api api, Host host, Rows rows) {
        this.api = api;
        this.host = host;
        this.rows = rows;
    }

    /**
     * Something that was asked for.
     *
     * @param subject the instance it is done to
     * @param operation empty when the answer does not name it
     */
    record Begun(Deed deed, String subject, String operation) {}

    List<String> set() {
        return List.copyOf(set);
    }

    /** Of the set, before those that do not belong to it. */
    List<String> all() {
        return Stream.concat(set.stream(), others.stream()).toList();
    }

    String name(String id) {
        return names.getOrDefault(id, id);
    }

    String primary() throws IOException, InterruptedException {
        for (String member : set) {
            if (!isReplica(member)) {
                return member;
            }
        }
        throw new AssertionError("No member of the set is primary.");
    }

    boolean isReplica(String id) throws IOException, InterruptedException {
        return api.instance(id).has("replica_of");
    }

    /** Of the set. */
    List<String> addressesWithout(List<String> left) throws IOException, InterruptedException {
        List<String> known = new ArrayList<>();
        for (String member : set) {
            if (left.contains(member)) {
                continue;
            }
            String address = api.instance(member).at("/addresses/0/address").asString("");
            if (!address.isEmpty()) {
                addresses.put(member, address);
                known.add(address);
            }
        }
        return known;
    }

    String address(String id) throws IOException, InterruptedException {
        return api.address(id);
    }

    Begun begin(Deed deed, int pick) throws IOException, InterruptedException {
        return switch (deed) {
            case CREATE_PRIMARY -> create(deed, set);
            case DELETE_UNMADE -> create(deed, others);
            case CREATE_REPLICA -> replicate();
            case PROMOTE -> act(deed, replica(pick), "promote_to_replica_source");
            case RESTART -> act(deed, set.get(pick % set.size()), "restart");
            case CHANGE_ACCOUNTS -> new Begun(deed, primary(), "");
            case DETACH -> detach(replica(pick));
            case EJECT -> eject(primary());
            case DELETE_REPLICA -> delete(deed, replica(pick));
            case DELETE_OTHER -> delete(deed, others.getFirst());
        };
    }

    /** Who is not in the set any more when this is done. */
    List<String> leaving(Deed deed, int pick) throws IOException, InterruptedException {
        return switch (deed) {
            case DETACH, DELETE_REPLICA -> List.of(replica(pick));
            case EJECT -> List.of(primary());
            case CREATE_PRIMARY, CREATE_REPLICA, PROMOTE, RESTART, CHANGE_ACCOUNTS, DELETE_OTHER, DELETE_UNMADE ->
                List.of();
        };
    }

    private String replica(int pick) throws IOException, InterruptedException {
        String primary = primary();
        List<String> replicas =
                set.stream().filter(member -> !member.equals(primary)).toList();
        return replicas.get(pick % replicas.size());
    }

    private Begun create(Deed deed, List<String> where) throws IOException, InterruptedException {
        String name = "i" + (names.size() + 1);
        String id = api.create(name, rows.kind(), rows.kind().version());
        names.put(id, name);
        where.add(id);
        return new Begun(deed, id, api.operation(id));
    }

    private Begun replicate() throws IOException, InterruptedException {
        String primary = primary();
        List<String> before = api.replicas(primary);
        String name = "i" + (names.size() + 1);
        api.replicate(name, primary, 1);
        String id = api.replicas(primary).stream()
                .filter(replica -> !before.contains(replica))
                .findFirst()
                .orElseThrow();
        names.put(id, name);
        set.add(id);
        return new Begun(Deed.CREATE_REPLICA, id, api.operation(id));
    }

    private Begun act(Deed deed, String id, String action) throws IOException, InterruptedException {
        return accepted(deed, id, api.send("POST", "/instances/" + id + "/action", "{\"%s\": {}}".formatted(action)));
    }

    private static Begun accepted(Deed deed, String id, Api.Answer answer) {
        assertThat(answer.status()).as("%s of %s: %s", deed, id, answer.body()).isEqualTo(202);
        return new Begun(deed, id, answer.operation());
    }

    private Begun detach(String replica) throws IOException, InterruptedException {
        return accepted(
                Deed.DETACH,
                replica,
                api.send("PUT", "/instances/" + replica, "{\"instance\": {\"replica_of\": \"\"}}"));
    }

    /** Only a primary that is silent is ejected. */
    private Begun eject(String primary) throws IOException, InterruptedException {
        host.hang(primary);
        Api.Answer[] last = new Api.Answer[1];
        Coffer.eventually("a silent primary may be ejected", SOON, () -> {
            try {
                last[0] = api.send("POST", "/instances/" + primary + "/action", "{\"eject_replica_source\": {}}");
                return last[0].status() == 202;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return accepted(Deed.EJECT, primary, last[0]);
    }

    Begun delete(Deed deed, String id) throws IOException, InterruptedException {
        addresses.put(id, api.instance(id).at("/addresses/0/address").asString(""));
        return accepted(deed, id, api.send("DELETE", "/instances/" + id, ""));
    }

    /** Whether what was asked for has happened; keeps who belongs to the set up to date. */
    boolean happened(Begun begun) throws IOException, InterruptedException {
        String id = begun.subject();
        return switch (begun.deed()) {
            case CREATE_PRIMARY, CREATE_REPLICA, RESTART -> status(id).equals("ACTIVE");
            case PROMOTE -> !isReplica(id);
            case CHANGE_ACCOUNTS -> true;
            case DETACH -> !isReplica(id) && moved(id);
            case EJECT -> !primary(id).equals(id) && moved(id);
            case DELETE_REPLICA, DELETE_OTHER, DELETE_UNMADE -> isGone(id);
        };
    }

    /** The primary of the set this instance was ejected from. */
    private String primary(String ejected) throws IOException, InterruptedException {
        for (String member : set) {
            if (!member.equals(ejected) && !isReplica(member)) {
                return member;
            }
        }
        return ejected;
    }

    private boolean moved(String id) {
        set.remove(id);
        if (!others.contains(id)) {
            others.add(id);
        }
        return true;
    }

    private boolean isGone(String id) throws IOException, InterruptedException {
        if (api.send("GET", "/instances/" + id, "").status() != 404) {
            return false;
        }
        assertThat(host.traces(id, addresses.getOrDefault(id, "")))
                .as("what is left of " + name(id))
                .isEmpty();
        set.remove(id);
        others.remove(id);
        return true;
    }

    String status(String id) throws IOException, InterruptedException {
        return api.instance(id).path("status").asString("");
    }

    /** All that should serve does, with one agent and one engine, and has been heard of since then. */
    boolean isSound(Instant since) throws IOException, InterruptedException {
        for (String id : all()) {
            JsonNode seen = api.instance(id);
            boolean stopped = seen.path("status").asString("").equals("SHUTDOWN");
            boolean healthy = seen.path("status").asString("").equals("ACTIVE")
                    && seen.path("operating_status").asString("").equals("HEALTHY")
                    && host.agents(id).size() == 1
                    && host.engines(id).size() == 1
                    && host.reported(id).isAfter(since);
            if (!healthy && !(stopped && others.contains(id))) {
                return false;
            }
        }
        return true;
    }

    /** What is wrong, for a message. */
    String view() throws IOException, InterruptedException {
        StringBuilder view = new StringBuilder();
        for (String id : all()) {
            view.append("%n%s: agents %s, engines %s, %s"
                    .formatted(name(id), host.agents(id), host.engines(id), api.instance(id)));
        }
        return view.toString();
    }

    /** Members that Coffer has given up. */
    List<String> broken() throws IOException, InterruptedException {
        List<String> broken = new ArrayList<>();
        for (String id : set) {
            if (status(id).equals("ERROR")) {
                broken.add(id);
            }
        }
        return broken;
    }

    /** What failed is asked for again, what could not be made is made anew. */
    Begun again(Begun failed) throws IOException, InterruptedException {
        String id = failed.subject();
        return switch (failed.deed()) {
            case CREATE_PRIMARY -> anew(id, () -> create(failed.deed(), set));
            case CREATE_REPLICA -> anew(id, this::replicate);
            case PROMOTE -> act(failed.deed(), id, "promote_to_replica_source");
            case RESTART -> act(failed.deed(), id, "restart");
            case CHANGE_ACCOUNTS -> failed;
            case DETACH -> detach(id);
            case EJECT -> act(failed.deed(), id, "eject_replica_source");
            case DELETE_REPLICA, DELETE_OTHER, DELETE_UNMADE -> delete(failed.deed(), id);
        };
    }

    @FunctionalInterface
    private interface Making {
        Begun make() throws IOException, InterruptedException;
    }

    private Begun anew(String id, Making making) throws IOException, InterruptedException {
        remove(id);
        return making.make();
    }

    /** Deletes it and waits until nothing is left. */
    void remove(String id) throws IOException, InterruptedException {
        Begun _ = delete(Deed.DELETE_REPLICA, id);
        api.gone(id);
        // its row goes before the operation that removed it has ended
        Coffer.eventually(
                "the deletion has ended", SOON, () -> host.openOperations().isEmpty());
        assertThat(isGone(id)).isTrue();
    }

    /** All rows of the client are on every member. */
    boolean haveAll(Set<Long> wanted) throws IOException, InterruptedException {
        for (String member : set) {
            try {
                if (!rows.read(address(member)).containsAll(wanted)) {
                    return false;
                }
            } catch (SQLException down) {
                return false;
            }
        }
        return true;
    }
}
