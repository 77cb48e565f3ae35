package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.OperationState;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.model.Access;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Instance;
import dev.coffer.model.Synchrony;
import dev.coffer.model.Task;
import dev.coffer.store.MortalStore;
import dev.coffer.store.MortalStore.Dead;
import dev.coffer.store.MortalStore.Last;
import dev.coffer.store.Tx;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
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

    /**
     * One operation on a set of three with the primary a.
     *
     * @param before what is special
     * @param held by the operation
     */
    private record Scenario(String name, Action action, List<String> held, OperationState end, Consumer<Bench> before) {
        static Scenario done(Action action, List<String> held, Consumer<Bench> before) {
            return new Scenario(action.getClass().getSimpleName(), action, held, OperationState.DONE, before);
        }

        static Scenario failed(Action action, List<String> held, Consumer<Bench> before) {
            String name = "failing " + action.getClass().getSimpleName();
            return new Scenario(name, action, held, OperationState.FAILED, before);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Access WANTED = new Access(true, List.of("10.0.0.0/8"));
    private static final List<String> SET = List.of("a", "b", "c");
    private static final String MODULE = "5d000000-0000-4000-8000-000000000001";
    private static final String LATER_MODULE = "5d000000-0000-4000-8000-000000000002";
    private static final List<Scenario> SCENARIOS = List.of(
            Scenario.done(new ApplyModules("c", List.of(MODULE, LATER_MODULE)), List.of("c"), bench -> bench.modules()),
            Scenario.failed(new ApplyModules("c", List.of(MODULE)), List.of("c"), bench -> {
                bench.modules();
                bench.guests.fail("c", Command.ApplyModule.class, EngineFailure.Kind.BROKEN);
            }),
            Scenario.done(new RemoveModule("c", MODULE), List.of("c"), bench -> {
                bench.modules();
                bench.has("c", MODULE, AppliedModule.State.OK);
            }),
            Scenario.done(new ReapplyModule(MODULE, null, null, true, 1, 3), List.of(MODULE), bench -> {
                bench.modules();
                List.of("b", "c").forEach(id -> bench.has(id, MODULE, AppliedModule.State.OK));
            }),
            Scenario.done(new CreateInstance("d", List.of(), List.of()), List.of("d"), bench -> {
                onlyNew(bench);
                bench.modules();
                bench.has("d", MODULE, AppliedModule.State.WANTED);
                bench.has("d", LATER_MODULE, AppliedModule.State.WANTED);
            }),
            Scenario.done(
                    new ChangeAccounts("a", new Command.CreateDatabases(List.of(new DatabaseSpec("shop", null, null)))),
                    List.of("a"),
                    _ -> {}),
            Scenario.done(new ConfigureInstance("a", Map.of("slow", "1"), null, Map.of()), List.of("a"), bench -> {
                bench.group("g", Map.of("slow", "1"));
                bench.attach("a", "g");
            }),
            Scenario.failed(
                    new ConfigureInstance("a", Map.of("slow", "wrong"), null, Map.of()), List.of("a"), bench -> {
                        bench.group("g", Map.of("slow", "wrong"));
                        bench.attach("a", "g");
                    }),
            Scenario.done(change("2"), List.of("a", "b", "g"), CrashMatrixTest::withGroup),
            Scenario.failed(change("for primaries"), List.of("a", "b", "g"), CrashMatrixTest::withGroup),
            Scenario.done(new ReadParameters("v"), List.of("v"), _ -> {}),
            Scenario.done(new CreateInstance("d", List.of(), List.of()), List.of("d"), CrashMatrixTest::onlyNew),
            Scenario.failed(new CreateInstance("d", List.of(), List.of()), List.of("d"), bench -> {
                onlyNew(bench);
                bench.guests.fail("d", Command.Create.class, EngineFailure.Kind.BROKEN);
            }),
            Scenario.done(new CreateReplica("d"), List.of("d"), bench -> bench.unmade("d", "a")),
            Scenario.failed(new CreateReplica("d"), List.of("d"), bench -> {
                bench.unmade("d", "a");
                bench.guests.fail("d", Command.FetchSeed.class, EngineFailure.Kind.BROKEN);
            }),
            Scenario.done(new DeleteInstance("c"), List.of("c"), _ -> {}),
            Scenario.done(new DetachReplica("b"), List.of("b"), CrashMatrixTest::withoutPrimary),
            Scenario.failed(
                    new DetachReplica("b"),
                    List.of("b"),
                    bench -> bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN)),
            Scenario.done(new EjectPrimary("a", false), SET, CrashMatrixTest::silentPrimary),
            Scenario.failed(new EjectPrimary("a", false), SET, bench -> {
                silentPrimary(bench);
                bench.guests.fail("c", Command.Promote.class, EngineFailure.Kind.BROKEN);
            }),
            Scenario.done(new GrowVolume("a", 3), SET, bench -> bench.tasks(Task.RESIZING, "a", "b", "c")),
            Scenario.done(new PromoteReplica("b"), List.of("b", "a", "c"), _ -> {}),
            Scenario.failed(
                    new PromoteReplica("b"),
                    List.of("b", "a", "c"),
                    bench -> bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN)),
            Scenario.done(new RebuildInstance("c"), List.of("c"), bench -> bench.tasks(Task.BUILDING, "c")),
            Scenario.done(new ResizeFlavor("a", "2"), List.of("a"), bench -> bench.tasks(Task.RESIZING, "a")),
            Scenario.failed(new ResizeFlavor("a", "2"), List.of("a"), bench -> {
                bench.tasks(Task.RESIZING, "a");
                bench.guests.fail("a", Command.Start.class, EngineFailure.Kind.BROKEN);
            }),
            new Scenario(
                    "upgrade of a set", new UpgradeInstance("a", "v"), SET, OperationState.DONE, CrashMatrixTest::old),
            new Scenario(
                    "upgrade of a replica to its version",
                    new UpgradeInstance("c", "v"),
                    List.of("c"),
                    OperationState.DONE,
                    bench -> bench.tasks(Task.UPGRADING, "c")),
            new Scenario(
                    "upgrade whose replica fails",
                    new UpgradeInstance("a", "v"),
                    SET,
                    OperationState.FAILED,
                    failingUpgradeOf("c")),
            new Scenario(
                    "upgrade whose primary fails",
                    new UpgradeInstance("a", "v"),
                    SET,
                    OperationState.FAILED,
                    failingUpgradeOf("a")),
            new Scenario(
                    "upgrade of a set whose replicas are copied again",
                    new UpgradeInstance("a", Bench.RIGID),
                    SET,
                    OperationState.DONE,
                    CrashMatrixTest::rigid),
            new Scenario(
                    "upgrade whose primary fails, of a set whose replicas would be copied again",
                    new UpgradeInstance("a", Bench.RIGID),
                    SET,
                    OperationState.FAILED,
                    bench -> {
                        rigid(bench);
                        bench.guests.fail("a", Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);
                    }),
            new Scenario(
                    "upgrade whose replica cannot be copied again",
                    new UpgradeInstance("a", Bench.RIGID),
                    SET,
                    OperationState.FAILED,
                    bench -> {
                        rigid(bench);
                        bench.guests.fail("c", Command.FetchSeed.class, EngineFailure.Kind.BROKEN);
                    }),
            Scenario.done(new RecoverInstance("c"), List.of("c"), bench -> bench.guests.guest("c").running = false),
            Scenario.done(new RebootServer("c"), List.of("c"), bench -> bench.guests.guest("c").stopped = true),
            Scenario.done(new RejoinSet("c"), List.of("c"), bench -> bench.tasks(Task.BUILDING, "c")),
            Scenario.failed(new RejoinSet("c"), List.of("c"), bench -> {
                bench.tasks(Task.BUILDING, "c");
                bench.guests.fail("c", Command.FetchSeed.class, EngineFailure.Kind.BROKEN);
            }),
            new Scenario(
                    "rejoining a primary that is silent",
                    new RejoinSet("c"),
                    List.of("c"),
                    OperationState.FAILED,
                    bench -> {
                        bench.tasks(Task.BUILDING, "c");
                        silentPrimary(bench);
                    }),
            Scenario.done(new RestartInstance("c"), List.of("c"), _ -> {}),
            Scenario.done(new ReturnPrimary("a"), SET, CrashMatrixTest::withoutPrimary),
            Scenario.done(new SwitchLog("c", "general", true), List.of("c"), _ -> {}),
            Scenario.done(new SynchroniseSet("a", Synchrony.ASYNC), SET, _ -> {}),
            Scenario.done(new StopInstance("c"), List.of("c"), _ -> {}),
            Scenario.failed(
                    new StopInstance("c"),
                    List.of("c"),
                    bench -> bench.guests.fail("c", Command.Stop.class, EngineFailure.Kind.BROKEN)),
            Scenario.done(new UpdateAccess("c", Access.UNSTATED), List.of("c"), CrashMatrixTest::wantsAccess),
            Scenario.failed(new UpdateAccess("c", Access.UNSTATED), List.of("c"), bench -> {
                wantsAccess(bench);
                bench.guests.failExposure("c", WANTED);
            }));

    private static void wantsAccess(Bench bench) {
        bench.store.change(tx -> tx.instances()
                .update(tx.instances().require("c").withAccess(WANTED).withTask(Task.UPDATING, null)));
    }

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

    private static void withGroup(Bench bench) {
        bench.group("g", Map.of("slow", "1"));
        bench.attach("a", "g");
        bench.attach("b", "g");
        bench.guests.guest("a").values = Map.of("slow", "1");
        bench.guests.guest("b").values = Map.of("slow", "1");
    }

    private static ChangeConfiguration change(String value) {
        return new ChangeConfiguration(
                "a",
                "g",
                List.of("a", "b"),
                new ChangeConfiguration.Content("new", null, "{\"slow\":2}", Map.of("slow", value)),
                new ChangeConfiguration.Content("g", null, "{}", Map.of("slow", "1")));
    }

    private static void old(Bench bench) {
        bench.age("a", "b", "c");
        bench.tasks(Task.UPGRADING, "a", "b", "c");
    }

    private static void rigid(Bench bench) {
        bench.rigid("a", "b", "c");
        bench.tasks(Task.UPGRADING, "a", "b", "c");
    }

    private static Consumer<Bench> failingUpgradeOf(String member) {
        return bench -> {
            old(bench);
            bench.guests.fail(member, Command.CompleteUpgrade.class, EngineFailure.Kind.BROKEN);
        };
    }

    private static void onlyNew(Bench bench) {
        bench.guests.guest("a").frozen = true; // no other primary is open beside the new one
        bench.unmade("d", null);
    }

    private static void withoutPrimary(Bench bench) {
        bench.guests.guest("a").running = false;
        bench.store.change(
                tx -> tx.instances().update(tx.instances().require("a").withTask(Task.EJECT_ERROR, null)));
    }

    private static void silentPrimary(Bench bench) {
        bench.guests.guest("a").silent = true;
    }

    @Test
    void every_operation_is_in_the_matrix() {
        assertThat(SCENARIOS.stream()
                        .map(scenario -> scenario.action().getClass())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of(Action.class.getPermittedSubclasses()));
    }

    static Stream<Scenario> scenarios() {
        return SCENARIOS.stream();
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
