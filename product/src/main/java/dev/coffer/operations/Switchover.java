package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.durable.PermanentFailure;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A planned change of a set's primary that loses no write: the old primary is frozen before the new one opens, and thawed again only
 * with proof that the new one did not open.
 *
 * <p>Register {@link #undo} for the step {@link #freezing} before {@link #run}.
 */
final class Switchover {
    private static final Duration PROMPT = Duration.ofSeconds(60);

    private final AgentSteps agents;
    private final ReplicaSetChange set;
    private final String candidate;
    private final AtomicBoolean opened = new AtomicBoolean();

    Switchover(AgentSteps agents, ReplicaSetChange set, String candidate) {
        this.agents = agents;
        this.set = set;
        this.candidate = candidate;
    }

    /** The first step that has something to undo. */
    String freezing() {
        return set.named("freeze old primary");
    }

    /** Afterwards the candidate is primary, and its row says so; nobody follows it yet. */
    void run() {
        catchUpWhileServing();
        set.raiseTerm();
        String position = freeze();
        call("receive last writes", candidate, new Command.CatchUp(position, 30));
        call("open new primary", candidate, new Command.Promote());
        opened.set(true);
        set.recordRoles(candidate, false);
    }

    /** Either all follow the candidate, or all is as it was. */
    void undo() {
        if (opened.get() || set.hasOpened(candidate)) {
            set.goOn(candidate, false);
        } else {
            set.goBack(candidate);
        }
    }

    /** Catching up while the primary still serves keeps the pause in writes short. */
    private void catchUpWhileServing() {
        String primary = set.shape().primary();
        Duration patience = Duration.ofSeconds(30);
        Result standing = agents.call(set.named("read primary's position"), primary, new Command.Standing(), patience);
        if (!(standing instanceof Result.Standing at) || !at.primary()) {
            throw new PermanentFailure("Instance %s does not serve as primary; eject it instead of promoting a replica."
                    .formatted(primary));
        }
        Result own = agents.call(set.named("read replica's position"), candidate, new Command.Standing(), patience);
        if (!(own instanceof Result.Standing follower) || follower.primary()) {
            throw new PermanentFailure("Instance %s does not follow its primary; delete it and create a new replica."
                    .formatted(candidate));
        }
        agents.call(set.named("catch up"), candidate, new Command.CatchUp(at.position(), 60), Duration.ofSeconds(90));
    }

    private String freeze() {
        if (call("freeze old primary", set.shape().primary(), new Command.Freeze()) instanceof Result.At at) {
            return at.position();
        }
        throw new PermanentFailure("The primary's agent did not say where it stopped; promote again.");
    }

    private Result call(String step, String instanceId, Command command) {
        return agents.call(set.named(step), instanceId, command, set.shape().term(), PROMPT);
    }
}
