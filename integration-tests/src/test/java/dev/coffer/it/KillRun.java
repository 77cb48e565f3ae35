package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.it.Fleet.Begun;
import dev.coffer.it.KillPlan.Deed;
import dev.coffer.it.KillPlan.Kill;
import dev.coffer.it.KillPlan.Moment;
import dev.coffer.it.KillPlan.Round;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One Coffer in which processes are killed as a plan says, while a client writes and things are done to the instances. After each round
 * it holds what Coffer promises: everything ended, nothing is stuck, no row is lost, nothing is left over, never two primaries.
 */
final class KillRun implements AutoCloseable {
    /** After the last kill of a round. */
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration PATIENCE_FOR_VICTIM = Duration.ofSeconds(2);
    private static final Duration PATIENCE_FOR_STEP = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(10);
    private static final Duration BETWEEN_ROWS = Duration.ofMillis(20);

    private static final long SECOND = 1_000_000_000;

    private final KillPlan plan;
    private final Coffer coffer;
    private final Api api;
    private final Host host;
    private final Fleet fleet;
    private final Accounts accounts;
    private final WritableWatch watch;
    private final Rows rows;
    private final Set<Long> acknowledged = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private final Map<String, Integer> ends = new TreeMap<>();
    private Rows.@Nullable Writer writer;
    private final long began = System.nanoTime();
    private int members;
    private int rounds;
    private int kills;
    private long lastKill = System.nanoTime();
    private long slowest;

    KillRun(EngineKind kind, long seed) throws IOException, InterruptedException {
        rows = new Rows(kind);
        plan = new KillPlan(seed);
        coffer = Coffer.start();
        api = coffer.login();
        host = new Host(coffer);
        fleet = new Fleet(api, host, rows);
        accounts = new Accounts(api, kind);
        watch = new WritableWatch(kind);
    }

    /** Goes on until so many were killed. */
    void run(int atLeast) throws IOException, InterruptedException, SQLException {
        while (kills < atLeast) {
            round(plan.next());
        }
        promoteUndisturbed();
        deleteAll();
        System.out.printf(
                "%d kills in %d rounds; %d rows acknowledged, none lost; operations: %s; "
                        + "longest from the last kill of a round until all was well: %d ms%n",
                kills, rounds, acknowledged.size(), ends, slowest);
    }

    private void round(Round round) throws IOException, InterruptedException, SQLException {
        rounds++;
        System.out.printf(
                "%4d s, round %d: %s, %s%n", (System.nanoTime() - began) / SECOND, rounds, round.deed(), round.kills());
        if (round.deed() == Deed.EJECT) {
            stopWriting();
            awaitRowsEverywhere();
        }
        Begun begun = begin(round);
        boolean deletes = round.deed() == Deed.DELETE_UNMADE;
        for (Kill kill : round.kills()) {
            await(kill.moment(), begun.operation());
            kill(kill, begun.subject());
            if (deletes) {
                coffer.awaitControlPlane();
                begun = fleet.delete(begun.deed(), begun.subject());
                deletes = false;
            }
        }
        lastKill = System.nanoTime();
        coffer.awaitControlPlane();
        settle(begun);
    }

    /** One that leaves the set may serve for itself at any moment from now on: neither the client nor the watch may mix them up. */
    private Begun begin(Round round) throws IOException, InterruptedException {
        List<String> staying = fleet.addressesWithout(fleet.leaving(round.deed(), round.pick()));
        if (!staying.isEmpty()) {
            watch.members(staying);
            if (writer != null) {
                writer.addresses(staying);
            }
        }
        Begun begun = fleet.begin(round.deed(), round.pick());
        if (round.deed() == Deed.CHANGE_ACCOUNTS) {
            accounts.change(begun.subject(), rounds);
        }
        return begun;
    }

    private void await(Moment moment, String operation) throws IOException, InterruptedException {
        switch (moment) {
            case Moment.After(Duration delay) -> Thread.sleep(delay);
            case Moment.AtStep(int steps) -> {
                coffer.awaitControlPlane();
                long until = System.nanoTime() + PATIENCE_FOR_STEP.toNanos();
                while (!operation.isEmpty() && !reached(operation, steps) && System.nanoTime() < until) {
                    LockSupport.parkNanos(GLANCE.toNanos());
                }
            }
        }
    }

    private boolean reached(String operation, int steps) throws IOException, InterruptedException {
        JsonNode seen = api.get("/operations/" + operation).get("operation");
        return seen.get("steps").size() >= steps || !seen.get("ended").isNull();
    }

    private void kill(Kill kill, String subject) throws IOException, InterruptedException {
        String said = switch (kill.victim()) {
            case CONTROL_PLANE -> {
                coffer.killControlPlane();
                coffer.launchControlPlane();
                yield "control plane";
            }
            case EVERYTHING -> {
                coffer.killControlPlane();
                List<ProcessHandle> all = coffer.processes();
                Host.kill(all);
                coffer.launchControlPlane();
                yield "control plane and %d processes".formatted(all.size());
            }
            case AGENT -> killOne("agent", kill.pick(), subject);
            case ENGINE -> killOne("engine", kill.pick(), subject);
        };
        System.out.println(said.isEmpty() ? "  nobody was there to be killed: " + kill : "  killed: " + said);
        kills += said.isEmpty() ? 0 : 1;
    }

    /** Of those that run, the one that something is done to rather than another; it may be about to start. */
    private String killOne(String kind, int pick, String subject) {
        List<String> preferred = new ArrayList<>(fleet.all());
        preferred.addAll(List.of(subject, subject));
        long until = System.nanoTime() + PATIENCE_FOR_VICTIM.toNanos();
        while (System.nanoTime() < until) {
            List<String> running = preferred.stream()
                    .filter(id -> !victims(kind, id).isEmpty())
                    .toList();
            if (!running.isEmpty()) {
                String chosen = running.get(pick % running.size());
                Host.kill(victims(kind, chosen));
                return "%s of %s".formatted(kind, fleet.name(chosen));
            }
            LockSupport.parkNanos(GLANCE.toNanos());
        }
        return "";
    }

    private List<ProcessHandle> victims(String kind, String instance) {
        return kind.equals("agent") ? host.agents(instance) : host.engines(instance);
    }

    /** Everything ends, what failed can be done again, and then all is as it should be. */
    private void settle(Begun begun) throws IOException, InterruptedException, SQLException {
        quiet();
        tellEnds();
        mend(begun);
        Instant killed = Instant.now().minusNanos(System.nanoTime() - lastKill);
        within("all is sound", () -> fleet.isSound(killed));
        long took = (System.nanoTime() - lastKill) / 1_000_000;
        slowest = Math.max(slowest, took);
        System.out.printf("  all was well %d ms after the last kill%n", took);
        if (begun.deed() == Deed.CREATE_PRIMARY) {
            rows.prepare(fleet.address(fleet.primary())); // it may have been made again
        }
        watch.members(fleet.addressesWithout(List.of()));
        write();
        awaitRowsEverywhere();
        accounts.check(fleet.primary());
        assertThat(watch.findings()).as("two primaries at once").isEmpty();
    }

    private void tellEnds() {
        for (Host.Ended ended : host.endedOperations()) {
            if (told.add(ended.id())) {
                ends.merge(ended.state(), 1, Integer::sum);
                if (ended.state().equals("FAILED")) {
                    System.out.printf("  %s failed: %s%n", ended.kind(), ended.error());
                    assertThat(ended.error()).as("why %s failed", ended).isNotBlank();
                }
            }
        }
    }

    /** What failed has a way out that works, now that nobody is killed. */
    private void mend(Begun begun) throws IOException, InterruptedException {
        Begun tried = begun;
        for (int again = 0; !fleet.happened(tried); again++) {
            assertThat(again)
                    .as("%s fails again and again: %s", tried, fleet.view())
                    .isLessThan(2);
            System.out.printf("  %s of %s again%n", tried.deed(), fleet.name(tried.subject()));
            tried = fleet.again(tried);
            undisturbed();
        }
        for (String member : fleet.broken()) {
            System.out.printf(
                    "  %s is broken: %s%n",
                    fleet.name(member), api.instance(member).path("fault"));
            fleet.remove(member);
        }
        members += switch (begun.deed()) {
            case CREATE_PRIMARY, CREATE_REPLICA -> 1;
            case DETACH, EJECT, DELETE_REPLICA -> -1;
            case PROMOTE, RESTART, CHANGE_ACCOUNTS, DELETE_OTHER, DELETE_UNMADE -> 0;
        };
        while (fleet.set().size() < members) {
            Begun _ = fleet.begin(Deed.CREATE_REPLICA, 0);
            undisturbed();
        }
    }

    private void undisturbed() throws IOException, InterruptedException {
        lastKill = System.nanoTime();
        quiet();
        tellEnds();
    }

    private void quiet() throws IOException, InterruptedException {
        within("every operation ends", () -> host.openOperations().isEmpty());
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void within(String what, Condition condition) throws IOException, InterruptedException {
        long until = lastKill + SOON.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("%s after the last kill it is not so that %s.%noperations: %s%s%n%s"
                        .formatted(SOON, what, host.openOperations(), fleet.view(), Evidence.of(coffer, host)));
            }
            Thread.sleep(GLANCE.multipliedBy(10));
        }
    }

    /** Writes, and waits until a row was accepted. */
    private void write() throws IOException, InterruptedException {
        Rows.Writer writing = writer;
        if (writing == null) {
            writing = rows.writer(fleet.addressesWithout(List.of()), acknowledged.size() * 10L + rounds, BETWEEN_ROWS);
            writer = writing;
        }
        writing.addresses(fleet.addressesWithout(List.of()));
        int before = writing.acknowledged().size();
        Rows.Writer client = writing;
        within("the client can write", () -> client.acknowledged().size() > before);
    }

    private void stopWriting() throws InterruptedException {
        if (writer != null) {
            writer.close();
            acknowledged.addAll(writer.acknowledged());
            writer = null;
        }
    }

    private void awaitRowsEverywhere() throws IOException, InterruptedException {
        Set<Long> all = new HashSet<>(acknowledged);
        if (writer != null) {
            all.addAll(writer.acknowledged());
        }
        within("all acknowledged rows are on all members", () -> fleet.haveAll(all));
    }

    private void promoteUndisturbed() throws IOException, InterruptedException, SQLException {
        Begun begun = fleet.begin(Deed.PROMOTE, 0);
        undisturbed();
        assertThat(fleet.happened(begun)).isTrue();
        settle(begun);
        stopWriting();
        awaitRowsEverywhere();
        assertThat(watch.looks()).as("looks at an open primary").isGreaterThan(rounds);
        assertThat(acknowledged).hasSizeGreaterThan(kills);
    }

    private void deleteAll() throws IOException, InterruptedException {
        watch.members(List.of());
        String primary = fleet.primary();
        for (String id : fleet.all()) {
            if (!id.equals(primary)) {
                fleet.remove(id);
            }
        }
        fleet.remove(primary);
        assertThat(coffer.processes()).as("only the control plane is left").hasSize(1);
        assertThat(host.leftovers()).isEmpty();
    }

    int kills() {
        return kills;
    }

    @Override
    public void close() throws InterruptedException, IOException {
        if (writer != null) {
            writer.close();
        }
        watch.close();
        coffer.close();
    }
}
