package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.OperationState;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Instance;
import dev.coffer.store.MortalStore;
import dev.coffer.store.MortalStore.Dead;
import dev.coffer.store.MortalStore.Last;
import dev.coffer.store.Tx;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The control plane dies at every transaction of every operation, before it is committed, after it, or with all agents and engines. Another
 * one goes on, and in the end everything is as if nobody had died.
 */
class CrashMatrixTest {
    private static final List<String> ALL = List.of("a", "b", "c", "d");

    /** How the control plane dies. */
    private enum Death {
        BEFORE_COMMIT,
        AFTER_COMMIT,
        /** After it; and agents and engines with it. */
        EVERYTHING
    }

    @TempDir
    static Path directory;

    private static Path furnished;

    @BeforeAll
    static void furnish() {
        furnished = directory.resolve("furnished.db");
        try (Bench bench = new Bench(furnished)) {
            bench.instance("a", null);
            bench.instance("b", "a");
            bench.instance("c", "a");
        }
    }

    @Test
    void every_operation_is_in_the_matrix() {
        assertThat(Scenario.ALL.stream()
                        .map(scenario -> scenario.action().getClass())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(Action.class.getPermittedSubclasses()));
    }

    static Stream<Scenario> scenarios() {
        return Scenario.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void an_operation_ends_the_same_wherever_the_control_plane_dies(Scenario scenario) {
        End undisturbed = end(scenario, Integer.MAX_VALUE, Death.AFTER_COMMIT);
        assertThat(undisturbed.state()).isEqualTo(scenario.end());
        for (Death death : Death.values()) {
            int transaction = 1;
            for (End end = end(scenario, 1, death); end.died(); end = end(scenario, ++transaction, death)) {
                String when = "dead at transaction %d, %s".formatted(transaction, death);
                assertThat(end.state()).as(when).isEqualTo(undisturbed.state());
                assertThat(end.view()).as(when).isEqualTo(undisturbed.view());
                if (death != Death.EVERYTHING && end.state() == OperationState.DONE) {
                    assertThat(end.commands()).as(when).isEqualTo(undisturbed.commands());
                }
            }
            assertThat(transaction).as("transactions of one run").isGreaterThan(4);
        }
    }

    /**
     * How it ended.
     *
     * @param died whether it has so many transactions
     * @param view all that is there
     * @param commands that agents carried out
     */
    private record End(boolean died, OperationState state, String view, List<String> commands) {}

    private static End end(Scenario scenario, int deadly, Death death) {
        MortalStore mortal = MortalStore.copy(furnished);
        try (Bench bench = new Bench(mortal::open)) {
            bench.guests.life = mortal::requireLife;
            bench.guests.add("a", true, 10, null);
            bench.guests.add("b", false, 8, bench.address("a"));
            bench.guests.add("c", false, 9, bench.address("a"));
            scenario.before().accept(bench);
            String operation = bench.file(scenario.action(), scenario.held());
            mortal.dieAt(deadly, death == Death.BEFORE_COMMIT ? Last.LOST : Last.COMMITTED);
            boolean died = dies(bench, operation) || mortal.isDead();
            if (died) {
                if (death == Death.EVERYTHING) {
                    bench.guests.blackOut();
                }
            }
            mortal.revive();
            if (died) {
                bench.restart();
                bench.watch();
            }
            OperationState state = bench.run(operation);
            bench.watch();
            return new End(died, state, view(bench), List.copyOf(bench.guests.carriedOut));
        }
    }

    private static boolean dies(Bench bench, String operation) {
        try {
            OperationState _ = bench.run(operation);
            return false;
        } catch (Dead dead) {
            return true;
        }
    }

    /** Rows, locks, addresses, commands and guests, without what is drawn at random. */
    private static String view(Bench bench) {
        return bench.store.read(tx -> rows(tx)
                + "group %s, parameters %s%n"
                        .formatted(
                                tx.configurations()
                                        .find("g")
                                        .map(group -> group.name() + group.values() + group.settings()),
                                tx.parameters().all("v"))
                + modules(tx)
                + "addresses %s %s%n"
                        .formatted(tx.addresses().taken(), tx.publicAddresses().taken())
                + "held %s, commands without a reply %d%n"
                        .formatted(tx.operations().held(), tx.outbox().depth())
                + "identities of %s%n"
                        .formatted(ALL.stream()
                                .filter(id -> tx.agents().find(id).isPresent())
                                .toList())
                + bench.guests.state());
    }

    private static String rows(Tx tx) {
        List<Instance> rows =
                ALL.stream().flatMap(id -> tx.instances().find(id).stream()).toList();
        StringBuilder view = new StringBuilder();
        for (Instance row : rows) {
            List<String> set = rows.stream()
                    .filter(other -> other.replicaSetId().equals(row.replicaSetId()))
                    .map(Instance::id)
                    .toList();
            long term = tx.instances().replicaSet(row.replicaSetId()).term();
            view.append(row.id()).append(" is ").append(row.task()).append(' ');
            view.append(row.trouble() == null ? "" : row.trouble().message());
            view.append(", replica of %s, in %s of term %d".formatted(row.replicaOf(), set, term));
            view.append(", at %s and %s, open to %s".formatted(row.address(), row.publicAddress(), row.access()));
            view.append(", with %s, version %s, flavor %s, volume %d%n"
                    .formatted(row.configurationId(), row.datastoreVersionId(), row.flavorId(), row.volumeSize()));
        }
        return view.toString();
    }

    private static String modules(Tx tx) {
        StringBuilder view = new StringBuilder();
        for (String id : ALL) {
            tx.appliedModules().of(id).stream()
                    .sorted(Comparator.comparing(AppliedModule::moduleId))
                    .forEach(applied -> view.append("%s has module %s: %s %s %s%n"
                            .formatted(id, applied.moduleId(), applied.state(), applied.md5(), applied.message())));
        }
        return view.toString();
    }
}
