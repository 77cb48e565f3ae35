package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.durable.Steps;
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

        /** All that can be asked, without this one. */
        List<String> soundBut(String left) {
            return members.stream()
                    .filter(id -> !id.equals(left) && !broken.contains(id))
                    .toList();
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

    ReplicaSetChange(Steps steps, Rooms rooms, AgentSteps agents, String memberId) {
        this.steps = steps;
        this.rooms = rooms;
        this.agents = agents;
        this.shape = steps.step("read replica set", Shape.class, () -> Shape.of(rooms, memberId));
    }

    Shape shape() {
        return shape;
    }

    /** From here on agents that have heard of the new term refuse commands of the old one. */
    void raiseTerm() {
        steps.step(
                "raise term",
                () -> rooms.store().change(tx -> tx.instances().raiseTerm(shape.replicaSetId(), shape.term())));
    }

    /** The row says who is primary as soon as it is. The old primary leaves the set when {@code leaves}. */
    void recordRoles(String newPrimary, boolean leaves) {
        steps.step("record roles", () -> rooms.store().change(tx -> record(tx, newPrimary, leaves)));
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
        String address = address(newPrimary);
        int port = rooms.engine(rooms.instance(newPrimary)).port();
        List<String> lame = new ArrayList<>();
        for (String follower : followers) {
            try {
                agents.call(
                        "follow new primary: " + follower,
                        follower,
                        new Command.Follow(address, port),
                        shape.term(),
                        FOLLOW);
            } catch (PermanentFailure failure) {
                lame.add(follower);
                Trouble trouble = new Trouble(
                        "It does not follow its new primary: %s Delete it and create a new replica."
                                .formatted(failure.getMessage()),
                        rooms.clock().instant(),
                        null);
                steps.step(
                        "record trouble: " + follower,
                        () -> rooms.change(follower, row -> row.withTask(Task.REPLICA_ERROR, trouble)));
            }
        }
        steps.step(
                "settle",
                () -> shape.members().stream()
                        .filter(member -> !lame.contains(member))
                        .filter(member -> member.equals(newPrimary) || followers.contains(member))
                        .forEach(rooms::settle));
    }

    /**
     * Goes back to the old primary after the candidate has proven, in a still newer term, that it follows and so will refuse to open.
     * When the candidate turns out to be open there is no way back without losing its writes: the rows say so then.
     */
    void goBack(String candidate) {
        if (ask(candidate, new Command.Standing()) instanceof Result.Standing standing && standing.primary()) {
            rooms.store().change(tx -> record(tx, candidate, false));
            return;
        }
        long term = shape.term() + 1;
        rooms.store().change(tx -> tx.instances().raiseTerm(shape.replicaSetId(), term));
        int port = rooms.engine(rooms.instance(shape.primary())).port();
        ask(candidate, new Command.Follow(address(shape.primary()), port));
        ask(shape.primary(), new Command.Thaw());
    }

    private Result ask(String instanceId, Command command) {
        Result result = rooms.agents().ask(instanceId, command, Duration.ofSeconds(20));
        if (result instanceof Result.Failed failed) {
            throw new IllegalStateException(failed.message());
        }
        return result;
    }

    private String address(String instanceId) {
        String address = rooms.instance(instanceId).address();
        if (address == null) {
            throw new PermanentFailure("Instance %s has no address.".formatted(instanceId));
        }
        return address;
    }
}
