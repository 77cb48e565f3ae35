package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Processes are killed and hang at bad moments; what was begun ends, what was written stays, and nothing is there twice or left over.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration GLANCE = Duration.ofMillis(5);

    @AutoClose
    private static Coffer coffer;

    private static Api api;
    private static Host host;
    private static String primary = "";
    private static String replica = "";
    private static final Set<Long> WRITTEN = new HashSet<>();

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        coffer = Coffer.start();
        api = coffer.login();
        host = new Host(coffer);
    }

    @Test
    @Order(1)
    void an_instance_is_made_although_the_control_plane_is_killed_again_and_again()
            throws IOException, InterruptedException, SQLException {
        primary = api.create("primary", "11.8");
        killControlPlaneAt(api.operation(primary), "prepare image", "create server", "create database server");
        api.healthy(primary);
        exactlyOneOfEach(primary);
        Rows.MARIADB.prepare(api.address(primary));
        write(api.address(primary));
    }

    @Test
    @Order(2)
    void a_replica_is_made_although_the_control_plane_is_killed_again_and_again()
            throws IOException, InterruptedException, SQLException {
        api.replicate("replica", primary, 1);
        replica = api.replicas(primary).getFirst();
        killControlPlaneAt(api.operation(replica), "allocate address", "offer copy", "copy from primary");
        api.healthy(replica);
        exactlyOneOfEach(replica);
        exactlyOneOfEach(primary);
        write(api.address(primary));
        everythingIsOn(replica);
        readOnly(replica);
    }

    @Test
    @Order(3)
    void a_promotion_ends_although_the_control_plane_is_killed_again_and_again()
            throws IOException, InterruptedException, SQLException {
        String promoted = replica;
        String operation = api.send("POST", "/instances/" + promoted + "/action", "{\"promote_to_replica_source\": {}}")
                .operation();
        killControlPlaneAt(
                operation, "raise term", "freeze old primary", "open new primary", "follow new primary: " + primary);
        api.healthy(promoted);
        api.healthy(primary);
        replica = primary;
        primary = promoted;
        assertThat(api.instance(primary).has("replica_of")).isFalse();
        assertThat(api.replicas(primary)).containsExactly(replica);
        write(api.address(primary));
        everythingIsOn(primary);
        everythingIsOn(replica);
        readOnly(replica);
        exactlyOneOfEach(primary);
        exactlyOneOfEach(replica);
    }

    @Test
    @Order(4)
    void an_agent_that_is_killed_comes_back_and_finds_its_engine_running()
            throws IOException, InterruptedException, SQLException {
        Optional<Long> engine = Host.only(host.engines(primary));
        List<ProcessHandle> killed = host.agents(primary);
        long began = System.nanoTime();
        Host.kill(killed);
        Coffer.eventually(
                "another agent runs",
                SOON,
                () -> !host.agents(primary).isEmpty() && !host.agents(primary).equals(killed));
        say("agent runs again", began);
        // Only an agent that is connected and has its engine can make a user.
        Coffer.eventually("the agent makes a user", SOON, () -> makesUser("maker"));
        say("agent makes a user", began);
        api.healthy(primary);
        exactlyOneOfEach(primary);
        assertThat(Host.only(host.engines(primary))).isEqualTo(engine);
        write(api.address(primary));
    }

    @Test
    @Order(5)
    void an_engine_that_is_killed_is_started_by_its_agent() throws IOException, InterruptedException, SQLException {
        Optional<Long> agent = Host.only(host.agents(primary));
        long began = System.nanoTime();
        Host.kill(host.engines(primary));
        everythingIsOn(primary);
        say("killed engine serves", began);
        api.healthy(primary);
        exactlyOneOfEach(primary);
        assertThat(Host.only(host.agents(primary))).isEqualTo(agent);
        write(api.address(primary));
        everythingIsOn(replica);
    }

    @Test
    @Order(6)
    void databases_go_on_and_come_back_without_the_control_plane()
            throws IOException, InterruptedException, SQLException {
        String address = api.address(primary);
        Optional<Long> agent = Host.only(host.agents(primary));
        coffer.killControlPlane();
        write(address);
        Host.kill(host.engines(primary));
        Coffer.eventually(
                "the engine is back", SOON, () -> Rows.MARIADB.readIfUp(address).containsAll(WRITTEN));
        write(address);

        long began = System.nanoTime();
        coffer.startControlPlane();
        say("control plane answers", began);
        Coffer.eventually("the agent makes a user", SOON, () -> makesUser("lonely"));
        say("agent makes a user for the new control plane", began);
        assertThat(Host.only(host.agents(primary))).isEqualTo(agent);
        api.healthy(primary);
        api.healthy(replica);
        exactlyOneOfEach(primary);
        everythingIsOn(replica);
    }

    @Test
    @Order(7)
    void all_come_back_with_their_rows_after_everything_was_killed()
            throws IOException, InterruptedException, SQLException {
        write(api.address(primary));
        coffer.killControlPlane();
        Host.kill(coffer.processes());
        Coffer.eventually("nothing runs", SOON, () -> coffer.processes().isEmpty());

        long began = System.nanoTime();
        coffer.startControlPlane();
        everythingIsOn(primary);
        everythingIsOn(replica);
        say("all serve after everything was killed", began);
        api.healthy(primary);
        api.healthy(replica);
        say("all are healthy after everything was killed", began);
        exactlyOneOfEach(primary);
        exactlyOneOfEach(replica);
        write(api.address(primary));
        everythingIsOn(replica);
        readOnly(replica);
    }

    @Test
    @Order(8)
    void another_address_is_chosen_when_somebody_else_has_the_port() throws IOException, InterruptedException {
        String taken = nextAddress();
        String id;
        try (ServerSocket somebody = new ServerSocket()) {
            somebody.bind(new InetSocketAddress(taken, 3306));
            id = api.create("neighbour", "11.8");
            String address = api.healthy(id).at("/addresses/0/address").asString();
            assertThat(address).isNotEqualTo(taken).isNotEmpty();
        }
        host.hang(id);
        delete(id, api.address(id));
    }

    @Test
    @Order(9)
    void an_instance_is_deleted_while_it_is_made() throws IOException, InterruptedException {
        List<String> instances = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        for (String moment : List.of("", "create server", "create database server")) {
            String id = api.create("unwanted", "11.8");
            awaitStep(api.operation(id), moment);
            addresses.add(api.instance(id).at("/addresses/0/address").asString(""));
            api.delete(id);
            assertThat(api.send("DELETE", "/instances/" + id, "").status())
                    .as("a second deletion")
                    .isIn(202, 404);
            instances.add(id);
        }
        for (int i = 0; i < instances.size(); i++) {
            api.gone(instances.get(i));
            nothingIsLeft(instances.get(i), addresses.get(i));
        }
    }

    @Test
    @Order(10)
    void instances_are_deleted_although_their_processes_are_dead_and_the_control_plane_is_killed()
            throws IOException, InterruptedException {
        String replicasAddress = api.address(replica);
        String operation = api.send("DELETE", "/instances/" + replica, "").operation();
        killControlPlaneAt(operation, "revoke agent", "remove server", "release address");
        api.gone(replica);
        nothingIsLeft(replica, replicasAddress);

        Host.kill(host.agents(primary));
        Host.kill(host.engines(primary));
        delete(primary, api.address(primary));
        assertThat(coffer.processes()).as("only the control plane is left").hasSize(1);
    }

    private static void delete(String instance, String address) throws IOException, InterruptedException {
        long began = System.nanoTime();
        api.delete(instance);
        api.gone(instance);
        say("deleted", began);
        nothingIsLeft(instance, address);
    }

    private static void nothingIsLeft(String instance, String address) throws IOException {
        assertThat(host.traces(instance, address))
                .as("what is left of " + instance)
                .isEmpty();
    }

    /** Kills the control plane when the operation is seen at each of these steps, and starts it again. */
    private static void killControlPlaneAt(String operation, String... steps) throws IOException, InterruptedException {
        for (String step : steps) {
            String at = awaitStep(operation, step);
            long began = System.nanoTime();
            coffer.killControlPlane();
            coffer.startControlPlane();
            System.out.printf("killed at \"%s\": answers after %d ms%n", at, (System.nanoTime() - began) / 1_000_000);
        }
        long began = System.nanoTime();
        Coffer.eventually("the operation ends", Duration.ofSeconds(120), () -> hasEnded(operation));
        say("operation ended after the last kill", began);
        assertThat(api.get("/operations/" + operation).at("/operation/state").asString())
                .as(api.get("/operations/" + operation).toPrettyString())
                .isEqualTo("DONE");
    }

    /** Waits until the operation has begun the step; returns the step it is at. */
    private static String awaitStep(String operation, String step) throws IOException, InterruptedException {
        long until = System.nanoTime() + SOON.toNanos();
        while (!step.isEmpty()) {
            JsonNode seen = api.get("/operations/" + operation).get("operation");
            List<String> names = StreamSupport.stream(seen.get("steps").spliterator(), false)
                    .map(each -> each.get("name").asString())
                    .toList();
            if (names.contains(step)) {
                return names.getLast();
            }
            assertThat(System.nanoTime())
                    .as("waiting for step \"%s\" in %s", step, seen)
                    .isLessThan(until);
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        return "";
    }

    private static boolean hasEnded(String operation) {
        try {
            return !api.get("/operations/" + operation).at("/operation/ended").isNull();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean makesUser(String name) {
        try {
            int status = api.send("POST", "/instances/" + primary + "/users", """
                            {"users": [{"name": "%s", "password": "secret-%s-1"}]}
                            """.formatted(name, name))
                    .status();
            return status == 202;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void exactlyOneOfEach(String instance) {
        assertThat(host.agents(instance)).as("agents of " + instance).hasSize(1);
        assertThat(host.engines(instance)).as("engines of " + instance).hasSize(1);
    }

    /** Rows that were acknowledged must never be missed; a primary that has just been started takes none for a moment. */
    private static void write(String address) throws InterruptedException {
        for (int rows = 0; rows < 3; rows++) {
            Coffer.eventually(address + " takes a row", SOON, () -> accepts(address, WRITTEN.size()));
            WRITTEN.add((long) WRITTEN.size());
        }
    }

    private static boolean accepts(String address, long id) {
        try {
            if (!Rows.MARIADB.readIfUp(address).contains(id)) {
                Rows.MARIADB.write(address, id);
            }
            return true;
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static void everythingIsOn(String instance) throws IOException, InterruptedException {
        String address = api.address(instance);
        Coffer.eventually(
                "all rows are on " + instance,
                SOON,
                () -> Rows.MARIADB.readIfUp(address).containsAll(WRITTEN));
    }

    private static void readOnly(String instance) throws IOException, InterruptedException {
        String address = api.address(instance);
        assertThatThrownBy(() -> Rows.MARIADB.write(address, -1))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-only");
    }

    /** The first of the network that no instance has. */
    private static String nextAddress() throws IOException, InterruptedException {
        List<String> taken = StreamSupport.stream(
                        api.get("/instances/detail").get("instances").spliterator(), false)
                .map(instance -> instance.at("/addresses/0/address").asString(""))
                .toList();
        return coffer.addresses()
                .filter(address -> !taken.contains(address))
                .findFirst()
                .orElseThrow();
    }

    private static void say(String what, long began) {
        System.out.printf("%s after %d ms%n", what, (System.nanoTime() - began) / 1_000_000);
    }
}
