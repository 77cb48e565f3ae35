package dev.coffer.operations.health;

import dev.coffer.model.Instance;
import dev.coffer.operations.Action;
import dev.coffer.operations.DeleteInstance;
import dev.coffer.operations.RecoverInstance;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The table of problems, most urgent first: how each is recognised, and which operation mends it. */
enum Problem {
    /**
     * What is left of a deleted instance. A server whose instance was never heard of is left alone, since it may hold the data of a
     * metadata store that was lost.
     */
    ORPHAN(
            "A server of a deleted instance is removed.",
            sight -> sight.deleted() && sight.server().isPresent(),
            DeleteInstance::new),

    /** The agent died, or the host was restarted. The agent brings its engine back. */
    AGENT_DOWN(
            "An agent that should run does not; it is started.",
            sight -> sight.instance().filter(Problem::shouldRun).isPresent()
                    && sight.server().filter(server -> !server.running()).isPresent(),
            RecoverInstance::new);

    private final String sentence;
    private final Predicate<Sight> match;
    private final Function<String, Action> remedy;

    Problem(String sentence, Predicate<Sight> match, Function<String, Action> remedy) {
        this.sentence = sentence;
        this.match = match;
        this.remedy = remedy;
    }

    /** The first problem that matches; none while an operation works on the instance. */
    static Optional<Problem> of(Sight sight) {
        return sight.busy()
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(problem -> problem.match.test(sight))
                        .findFirst();
    }

    String sentence() {
        return sentence;
    }

    Action remedy(String instanceId) {
        return remedy.apply(instanceId);
    }

    /** Not the old primary of a failed ejection: a replica may have become primary in its place. */
    private static boolean shouldRun(Instance instance) {
        return switch (instance.task()) {
            case STOPPED, EJECT_ERROR, DELETING, DELETE_ERROR, BUILDING, BUILD_ERROR -> false;
            case NONE,
                    REBOOTING,
                    RESIZING,
                    RESTART_REQUIRED,
                    PROMOTING,
                    EJECTING,
                    DETACHING,
                    REPLICA_ERROR,
                    PROMOTE_ERROR -> true;
        };
    }
}
