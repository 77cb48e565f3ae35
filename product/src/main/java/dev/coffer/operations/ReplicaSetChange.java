package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a promotion and an ejection share: the set as it was when the operation began, its new term, the members' new roles. */
final class ReplicaSetChange {
    private static final Duration FOLLOW = Duration.ofSeconds(90);

    /**
     * The set as it was.
     *
     * @param primary id of the old primary
     * @param members ids of all, the primary too
     * @param broken those of them that never became replicas or are being deleted; nothing is asked of them
     * @param term of the new primary
     */
    record Shape(String replicaSetId, String primary, List<String> members, List<String> broken, long term) {
        Shape {
            members = List.copyOf(members);
            broken = List.copyOf(broken);
        }

        static Shape of(Rooms rooms, String memberId) {
            return rooms.store().read(tx -> {
                Instance member = tx.instances().require(memberId);
                List<Instance> members = tx.instances().membersOf(member.replicaSetId());
                String primary = members.stream()
                        .filter(candidate -> !candidate.isReplica())
                        .map(Instance::id)
                        .findFirst()
                        .orElseThrow(() ->
                                new PermanentFailure("The replica set of %s has no primary.".formatted(memberId)));
                long term = tx.instances().replicaSet(member.replicaSetId()).term() + 1;
                return new Shape(
                        member.replicaSetId(),
                        primary,
                        members.stream().map(Instance::id).toList(),
                        members.stream()
                                .filter(candidate -> isBroken(candidate.task()))
                                .map(Instance::id)
                                .toList(),
                        term);
            });
        }

        List<String> replicas() {
            return soundBut(primary);
        }

        /** All that can be asked. */
        List<String> sound() {
            return members.stream().filter(id -> !broken.contains(id)).toList();
        }

        /** All that can be asked, without this one. */
        List<String> soundBut(String left) {
            return sound().stream().filter(id -> !id.equals(left)).toList();
        }

        private static boolean isBroken(Task task) {
            return task == Task.BUILD_ERROR
                    || task == Task.REPLICA_ERROR
                    || task == Task.DELETE_ERROR
                    || task == Task.DELETING;
        }
    }

    private final Steps steps;
    private final Rooms rooms;
    private final AgentSteps agents;
    private final Shape shape;
    private final String label;

    ReplicaSetChange(Steps steps, Rooms rooms, AgentSteps agents, Shape shape) {
        this(steps, rooms, agents, shape, "");
    }

    /** @param label ends the names of the steps, where one operation changes the primary twice */
    ReplicaSetChange(Steps steps, Rooms rooms, AgentSteps agents, Shape shape, String label) {
        this.steps = steps;
        this.rooms = rooms;
        this.agents = agents;
        this.shape = shape;
        this.label = label;
    }

    String named(String step) {
        return step + label;
    }

    /** What the set was like when the operation began. */
    static Shape shape(Steps steps, Rooms rooms, String memberId) {
        return steps.step("read replica set", Shape.class, () -> Shape.of(rooms, memberId));
    }

    Shape shape() {
        return shape;
    }

    /** From here on agents that have heard of the new term refuse commands of the old one. */
    void raiseTerm() {
        steps.step(
                named("raise term"),
                () -> rooms.store().change(tx -> tx.instances().raiseTerm(shape.replicaSetId(), shape.term())));
    }

    /** The row says who is primary as soon as it is. The old primary leaves the set when {@code leaves}. */
    void recordRoles(String newPrimary, boolean leaves) {
        steps.step(named("record roles"), () -> rooms.store().change(tx -> record(tx, newPrimary, leaves)));
    }

    private void record(Tx tx, String newPrimary, boolean leaves) {
        for (String member : shape.members()) {
            if (!(leaves && member.equals(shape.primary()))) {
                String following = member.equals(newPrimary) ? null : newPrimary;
                rooms.change(tx, member, row -> row.withPlace(shape.replicaSetId(), following));
            }
        }
    }

    /**
     * The members follow the new primary. One that cannot is left with a sentence of its own; it does not undo the change, which has
     * happened.
     */
    void follow(String newPrimary, List<String> followers) {
        List<String> lame = repoint(newPrimary, followers);
        steps.step(
                named("settle"),
                () -> shape.members().stream()
                        .filter(member -> !lame.contains(member))
                        .filter(member -> member.equals(newPrimary) || followers.contains(member))
                        .forEach(rooms::settle));
    }

    /** As {@link #follow}, while the operation goes on; returns those that cannot follow. */
    List<String> repoint(String newPrimary, List<String> followers) {
        Command follow = rooms.follow(newPrimary);
        List<String> lame = new ArrayList<>();
        for (String follower : followers) {
            try {
                requireNotOlder(follower, newPrimary);
                agents.call(named("follow new primary: " + follower), follower, follow, shape.term(), FOLLOW);
            } catch (PermanentFailure failure) {
                lame.add(follower);
                Trouble trouble = new Trouble(
                        "It does not follow its new primary: %s %s"
                                .formatted(failure.getMessage(), wayOut(follower, newPrimary)),
                        rooms.clock().instant(),
                        null);
                steps.step(
                        named("record trouble: " + follower),
                        () -> rooms.change(follower, row -> row.withTask(Task.REPLICA_ERROR, trouble)));
            }
        }
        return List.copyOf(lame);
    }

    private String wayOut(String follower, String newPrimary) {
        return isOlder(follower, newPrimary)
                ? "Delete it and create a new replica."
                : "Let it rejoin, or delete it and create a new replica.";
    }

    /** What a newer primary writes an older version may not understand: character sets, statements, file formats. */
    private void requireNotOlder(String follower, String primary) {
        if (isOlder(follower, primary)) {
            throw new PermanentFailure("It runs version %s, an older one than the %s of instance %s."
                    .formatted(version(follower).name(), version(primary).name(), primary));
        }
    }

    private boolean isOlder(String follower, String primary) {
        return version(follower).compareNumber(version(primary)) < 0;
    }

    private DatastoreVersion version(String instanceId) {
        return rooms.version(rooms.instance(instanceId));
    }

    /**
     * Whether the candidate has become primary. It is asked in a still newer term, and by a command that waits for what it does now:
     * one that has not opened before it answers will not open any more.
     */
    boolean hasOpened(String candidate) {
        rooms.store().change(tx -> tx.instances().raiseTerm(shape.replicaSetId(), shape.term() + 1));
        try {
            Result.Standing before = standing(candidate);
            ask(candidate, new Command.CatchUp(before.position(), 1));
            return standing(candidate).primary();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "It is not known whether instance %s has become primary; leave the old primary as it is until it answers. %s"
                            .formatted(candidate, e.getMessage()),
                    e);
        }
    }

    /** The candidate has not opened and will not: the old primary serves again, and the candidate follows it. */
    void goBack(String candidate) {
        ask(shape.primary(), new Command.Thaw());
        ask(candidate, rooms.follow(shape.primary()));
    }

    /** It has not opened and will not: it follows its primary as before, if it can. */
    void followAgain(String replica) {
        ask(replica, rooms.follow(shape.primary()));
    }

    /** The new primary is open, so there is no way back without losing its writes: the rows say so, and the others follow it. */
    void goOn(String newPrimary, boolean leaves) {
        rooms.store().change(tx -> record(tx, newPrimary, leaves));
        rooms.revive(newPrimary);
        List<String> silent = new ArrayList<>();
        for (String follower : leaves ? shape.replicas() : shape.soundBut(newPrimary)) {
            if (!follower.equals(newPrimary) && !isOlder(follower, newPrimary)) {
                try {
                    ask(follower, rooms.follow(newPrimary));
                } catch (RuntimeException e) {
                    silent.add("%s (%s)".formatted(follower, e.getMessage()));
                }
            }
        }
        if (!silent.isEmpty()) {
            throw new IllegalStateException("Instance %s is primary now, but these do not follow it: %s."
                    .formatted(newPrimary, String.join(", ", silent)));
        }
    }

    private Result.Standing standing(String instanceId) {
        if (ask(instanceId, new Command.Standing()) instanceof Result.Standing standing) {
            return standing;
        }
        throw new IllegalStateException("The agent of instance %s did not say where it stands.".formatted(instanceId));
    }

    private Result ask(String instanceId, Command command) {
        rooms.revive(instanceId);
        Result result = rooms.agents().ask(instanceId, command, Duration.ofSeconds(20));
        if (result instanceof Result.Failed failed) {
            throw new IllegalStateException(failed.message());
        }
        return result;
    }
}
