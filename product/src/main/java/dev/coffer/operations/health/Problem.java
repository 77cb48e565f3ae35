package dev.coffer.operations.health;

import dev.coffer.operations.Action;
import dev.coffer.operations.DeleteInstance;
import dev.coffer.operations.RecoverInstance;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of problems, most urgent first: how each is recognised, which operation mends it if one does, what Coffer does about it
 * (nothing, when empty), and what the operator can do (with the instance's id; nothing, when empty).
 */
public enum Problem {
    /**
     * What is left of a deleted instance. A server whose instance was never heard of is left alone, since it may hold the data of a
     * metadata store that was lost.
     */
    ORPHAN(Signs::orphan, DeleteInstance::new, "it is removed", ""),

    /** The agent died, or the host was restarted. */
    AGENT_DOWN(Signs::agentDown, RecoverInstance::new, "the agent is started; it brings its engine back", ""),

    OPERATION_FAILED(Signs::operationFailed, null, "", "coffer operation list %s"),

    OPERATION_TROUBLED(
            Signs::operationTroubled, null, "it is tried again with growing pauses, until its time is over", ""),

    AGENT_SILENT(Signs::agentSilent, null, "", "coffer logs --instance %s"),

    ENGINE_CRASHED(
            Signs::engineCrashed, null, "its agent starts it again, with growing pauses", "coffer logs --instance %s"),

    ENGINE_BLOCKED(Signs::engineBlocked, null, "", "coffer instance restart %s"),

    REPLICATION_BROKEN(
            Signs::replicationBroken,
            null,
            "the replica goes on trying to reach its primary",
            "coffer instance show %s"),

    REPLICATION_LAGGING(Signs::replicationLagging, null, "the replica goes on catching up", ""),

    VOLUME_NEARLY_FULL(Signs::volumeNearlyFull, null, "", "delete data; see: coffer instance show %s"),

    /** Whatever else an agent says is wrong. */
    AGENT_COMPLAINS(Signs::complaint, null, "", "coffer instance show %s");

    private final Function<Sight, Optional<String>> sign;
    private final @Nullable Function<String, Action> remedy;
    private final String doing;
    private final String advice;

    Problem(
            Function<Sight, Optional<String>> sign,
            @Nullable Function<String, Action> remedy,
            String doing,
            String advice) {
        this.sign = sign;
        this.remedy = remedy;
        this.doing = doing;
        this.advice = advice;
    }

    /** Its sentence, when it is seen. */
    Optional<String> seen(Sight sight) {
        return sign.apply(sight);
    }

    /** The first problem that an operation mends; none while an operation works on the instance. */
    static Optional<Problem> toMend(Sight sight) {
        return sight.busy()
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(problem -> problem.remedy != null)
                        .filter(problem -> problem.seen(sight).isPresent())
                        .findFirst();
    }

    Optional<Action> remedy(String instanceId) {
        return Optional.ofNullable(remedy).map(make -> make.apply(instanceId));
    }

    /** What Coffer does about it by itself; empty: nothing. */
    public String doing() {
        return doing;
    }

    /** What the operator can do; empty: nothing need be done. */
    public String advice(String instanceId) {
        return advice.formatted(instanceId);
    }

    /** The one of that name, unless another release wrote it. */
    public static Optional<Problem> named(String code) {
        return Arrays.stream(values())
                .filter(problem -> problem.name().equals(code))
                .findFirst();
    }
}
