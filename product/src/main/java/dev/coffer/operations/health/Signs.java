package dev.coffer.operations.health;

import dev.coffer.model.Instance;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Trouble;
import dev.coffer.store.Reports.Vitals;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How problems are recognised: each function gives the problem's sentence when it is seen. No figures that change all the time are in
 * a sentence, since it is stored anew whenever it changes.
 */
final class Signs {
    private static final double LAG_SECONDS = 30;
    private static final double NEARLY_FULL = 0.9;
    private static final double GIB = 1L << 30;

    private Signs() {}

    static Optional<String> orphan(Sight sight) {
        return when(sight.deleted() && sight.server().isPresent(), "Something of a deleted instance is left.");
    }

    static Optional<String> agentDown(Sight sight) {
        return when(
                shouldRun(sight)
                        && sight.server().filter(server -> !server.running()).isPresent(),
                "An agent that should run does not.");
    }

    static Optional<String> agentSilent(Sight sight) {
        return when(
                shouldRun(sight)
                        && sight.server().filter(server -> server.running()).isPresent()
                        && sight.isSilent(),
                "The agent's process runs but is not heard of, so nobody knows how its engine is.");
    }

    static Optional<String> operationFailed(Sight sight) {
        return sight.instance()
                .filter(instance ->
                        instance.trouble() != null || instance.task().isError())
                .map(instance -> {
                    Trouble trouble = instance.trouble();
                    return trouble == null ? "An operation has failed." : trouble.message();
                });
    }

    static Optional<String> operationTroubled(Sight sight) {
        return sight.troubled()
                .map(operation -> "%s meets with trouble: %s".formatted(operation.kind(), operation.error()));
    }

    static Optional<String> engineCrashed(Sight sight) {
        return said(
                sight, seen -> seen.status() == ServiceStatus.CRASHED, "The database server has ended unexpectedly.");
    }

    static Optional<String> engineBlocked(Sight sight) {
        return said(
                sight, seen -> seen.status() == ServiceStatus.BLOCKED, "The database server runs but does not answer.");
    }

    /** The agent knows no lag of a replica that is cut off. */
    static Optional<String> replicationBroken(Sight sight) {
        return said(
                sight,
                seen -> !sight.busy()
                        && seen.status().isServing()
                        && seen.role() == Role.REPLICA
                        && seen.lagSeconds() == null
                        && seen.problem() != null,
                "The replica does not follow its primary.");
    }

    static Optional<String> replicationLagging(Sight sight) {
        return when(
                seen(sight)
                        .filter(_ -> !sight.busy())
                        .filter(seen -> seen.lagSeconds() != null && seen.lagSeconds() > LAG_SECONDS)
                        .isPresent(),
                "The replica is more than 30 seconds behind its primary.");
    }

    static Optional<String> volumeNearlyFull(Sight sight) {
        return when(
                seen(sight).map(Vitals::volumeUsed).stream().anyMatch(used -> used > NEARLY_FULL * GIB * size(sight)),
                "The data take more than 90 % of the volume.");
    }

    private static int size(Sight sight) {
        return sight.instance().map(Instance::volumeSize).orElse(Integer.MAX_VALUE);
    }

    /** Whatever the agent says and no other sign does; an operation cuts replicas off and stops writes on purpose. */
    static Optional<String> complaint(Sight sight) {
        boolean known = sight.busy()
                || engineCrashed(sight).isPresent()
                || engineBlocked(sight).isPresent()
                || replicationBroken(sight).isPresent()
                || volumeNearlyFull(sight).isPresent();
        return known ? Optional.empty() : seen(sight).map(Vitals::problem);
    }

    /** The agent's own sentence where there is one. */
    private static Optional<String> said(Sight sight, Predicate<Vitals> sign, String otherwise) {
        return seen(sight)
                .filter(sign)
                .map(seen -> Optional.ofNullable(seen.problem()).orElse(otherwise));
    }

    private static Optional<Vitals> seen(Sight sight) {
        return shouldRun(sight) ? sight.fresh() : Optional.empty();
    }

    private static Optional<String> when(boolean sign, String sentence) {
        return sign ? Optional.of(sentence) : Optional.empty();
    }

    /** Not the old primary of a failed ejection: a replica may have become primary in its place. */
    private static boolean shouldRun(Sight sight) {
        return sight.instance()
                .filter(instance -> switch (instance.task()) {
                    case STOPPED, EJECT_ERROR, DELETING, DELETE_ERROR, BUILDING, BUILD_ERROR -> false;
                    case NONE,
                            REBOOTING,
                            RESIZING,
                            RESTART_REQUIRED,
                            PROMOTING,
                            EJECTING,
                            DETACHING,
                            UPGRADING,
                            UPDATING,
                            MIGRATING,
                            UPGRADE_ERROR,
                            UPDATE_ERROR,
                            REPLICA_ERROR,
                            PROMOTE_ERROR -> true;
                })
                .isPresent();
    }
}
