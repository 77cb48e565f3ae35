package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.durable.OperationState;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.model.Access;
import dev.coffer.model.AppliedModule;
import dev.coffer.model.Synchrony;
import dev.coffer.model.Task;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One operation on a set of three with the primary a.
 *
 * @param before what is special
 * @param held by the operation
 */
record Scenario(String name, Action action, List<String> held, OperationState end, Consumer<Bench> before) {
    private static final Access WANTED = new Access(true, List.of("10.0.0.0/8"));
    private static final List<String> SET = List.of("a", "b", "c");
    private static final String MODULE = "5d000000-0000-4000-8000-000000000001";
    private static final String LATER_MODULE = "5d000000-0000-4000-8000-000000000002";
    static final List<Scenario> ALL = List.of(
            done(new ApplyModules("c", List.of(MODULE, LATER_MODULE)), List.of("c"), bench -> bench.modules()),
            failed(new ApplyModules("c", List.of(MODULE)), List.of("c"), bench -> {
                bench.modules();
                bench.guests.fail("c", Command.ApplyModule.class, EngineFailure.Kind.BROKEN);
            }),
            done(new RemoveModule("c", MODULE), List.of("c"), bench -> {
                bench.modules();
                bench.has("c", MODULE, AppliedModule.State.OK);
            }),
            done(new ReapplyModule(MODULE, null, null, true, 1, 3), List.of(MODULE), bench -> {
                bench.modules();
                List.of("b", "c").forEach(id -> bench.has(id, MODULE, AppliedModule.State.OK));
            }),
            done(new CreateInstance("d", List.of(), List.of()), List.of("d"), bench -> {
                onlyNew(bench);
                bench.modules();
                bench.has("d", MODULE, AppliedModule.State.WANTED);
                bench.has("d", LATER_MODULE, AppliedModule.State.WANTED);
            }),
            done(
                    new ChangeAccounts("a", new Command.CreateDatabases(List.of(new DatabaseSpec("shop", null, null)))),
                    List.of("a"),
                    _ -> {}),
            done(new ConfigureInstance("a", Map.of("slow", "1"), null, Map.of()), List.of("a"), bench -> {
                bench.group("g", Map.of("slow", "1"));
                bench.attach("a", "g");
            }),
            failed(new ConfigureInstance("a", Map.of("slow", "wrong"), null, Map.of()), List.of("a"), bench -> {
                bench.group("g", Map.of("slow", "wrong"));
                bench.attach("a", "g");
            }),
            done(change("2"), List.of("a", "b", "g"), Scenario::withGroup),
            failed(change("for primaries"), List.of("a", "b", "g"), Scenario::withGroup),
            done(new ReadParameters("v"), List.of("v"), _ -> {}),
            done(new CreateInstance("d", List.of(), List.of()), List.of("d"), Scenario::onlyNew),
            failed(new CreateInstance("d", List.of(), List.of()), List.of("d"), bench -> {
                onlyNew(bench);
                bench.guests.fail("d", Command.Create.class, EngineFailure.Kind.BROKEN);
            }),
            done(new CreateReplica("d"), List.of("d"), bench -> bench.unmade("d", "a")),
            failed(new CreateReplica("d"), List.of("d"), bench -> {
                bench.unmade("d", "a");
                bench.guests.fail("d", Command.FetchSeed.class, EngineFailure.Kind.BROKEN);
            }),
            done(new DeleteInstance("c"), List.of("c"), _ -> {}),
            done(new DetachReplica("b"), List.of("b"), Scenario::withoutPrimary),
            failed(
                    new DetachReplica("b"),
                    List.of("b"),
                    bench -> bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN)),
            done(new EjectPrimary("a", false), SET, Scenario::silentPrimary),
            failed(new EjectPrimary("a", false), SET, bench -> {
                silentPrimary(bench);
                bench.guests.fail("c", Command.Promote.class, EngineFailure.Kind.BROKEN);
            }),
            done(new GrowVolume("a", 3), SET, bench -> bench.tasks(Task.RESIZING, "a", "b", "c")),
            done(new PromoteReplica("b"), List.of("b", "a", "c"), _ -> {}),
            failed(
                    new PromoteReplica("b"),
                    List.of("b", "a", "c"),
                    bench -> bench.guests.fail("b", Command.Promote.class, EngineFailure.Kind.BROKEN)),
            done(new RebuildInstance("c"), List.of("c"), bench -> bench.tasks(Task.BUILDING, "c")),
            done(new ResizeFlavor("a", "2"), List.of("a"), bench -> bench.tasks(Task.RESIZING, "a")),
            failed(new ResizeFlavor("a", "2"), List.of("a"), bench -> {
                bench.tasks(Task.RESIZING, "a");
                bench.guests.fail("a", Command.Start.class, EngineFailure.Kind.BROKEN);
            }),
            new Scenario("upgrade of a set", new UpgradeInstance("a", "v"), SET, OperationState.DONE, Scenario::old),
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
                    Scenario::rigid),
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
            done(new RecoverInstance("c"), List.of("c"), bench -> bench.guests.guest("c").running = false),
            done(new RebootServer("c"), List.of("c"), bench -> bench.guests.guest("c").stopped = true),
            done(new RejoinSet("c", "a", Task.NONE), List.of("c"), bench -> bench.tasks(Task.BUILDING, "c")),
            failed(new RejoinSet("c", "a", Task.NONE), List.of("c"), bench -> {
                bench.tasks(Task.BUILDING, "c");
                bench.guests.fail("c", Command.FetchSeed.class, EngineFailure.Kind.BROKEN);
            }),
            new Scenario(
                    "an ejected primary rejoins",
                    new RejoinSet("c", "a", Task.STOPPED),
                    List.of("c"),
                    OperationState.DONE,
                    Scenario::ejected),
            new Scenario(
                    "an ejected primary rejoins a primary that is silent",
                    new RejoinSet("c", "a", Task.STOPPED),
                    List.of("c"),
                    OperationState.FAILED,
                    bench -> {
                        ejected(bench);
                        silentPrimary(bench);
                    }),
            new Scenario(
                    "a replica that has opened unheard rejoins",
                    new RejoinSet("c", "a", Task.REPLICA_ERROR),
                    List.of("c"),
                    OperationState.FAILED,
                    bench -> {
                        bench.tasks(Task.BUILDING, "c");
                        bench.guests.guest("a").frozen = true;
                        bench.guests.guest("c").primary = true;
                    }),
            done(new RestartInstance("c"), List.of("c"), _ -> {}),
            done(new ReturnPrimary("a"), SET, Scenario::withoutPrimary),
            done(new SwitchLog("c", "general", true), List.of("c"), _ -> {}),
            done(new SynchroniseSet("a", Synchrony.ASYNC), SET, _ -> {}),
            done(new StopInstance("c"), List.of("c"), _ -> {}),
            failed(
                    new StopInstance("c"),
                    List.of("c"),
                    bench -> bench.guests.fail("c", Command.Stop.class, EngineFailure.Kind.BROKEN)),
            done(new UpdateAccess("c", Access.UNSTATED), List.of("c"), Scenario::wantsAccess),
            failed(new UpdateAccess("c", Access.UNSTATED), List.of("c"), bench -> {
                wantsAccess(bench);
                bench.guests.failExposure("c", WANTED);
            }));

    private static void wantsAccess(Bench bench) {
        bench.store.change(tx -> tx.instances()
                .update(tx.instances().require("c").withAccess(WANTED).withTask(Task.UPDATING, null)));
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

    /** Once primary, stopped, in a set of its own. */
    private static void ejected(Bench bench) {
        bench.guests.guest("c").running = false;
        bench.guests.guest("c").primary = true;
        bench.store.change(tx -> tx.instances()
                .update(tx.instances().require("c").withPlace("alone", null).withTask(Task.BUILDING, null)));
    }

    private static void silentPrimary(Bench bench) {
        bench.guests.guest("a").silent = true;
    }

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
