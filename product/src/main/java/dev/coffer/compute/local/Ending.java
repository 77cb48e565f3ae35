package dev.coffer.compute.local;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds and ends the processes of one instance. */
final class Ending {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Signals for one process of it are of no use; the first process in it does what it is told by killing. */
    private static final String SANDBOX = "bwrap";

    private final Place place;
    private final OptionalInt uid;
    private final Limits limits;

    /** @param uid of the instance, if it has one of its own */
    Ending(Place place, OptionalInt uid, Limits limits) {
        this.place = place;
        this.uid = uid;
        this.limits = limits;
    }

    List<Processes.Found> processes() {
        Set<Long> limited = limits.processes(place.instanceId());
        return Processes.all().stream()
                .filter(process -> owns(process) || limited.contains(process.pid()))
                .toList();
    }

    /**
     * By the environment it was started with, or by its user. A process that names another instance is not of this one even if it is
     * this user's, since another installation on this host may have given out the same user id; nor is one of a user who has nothing to
     * do with the instance, whatever it claims.
     */
    boolean owns(Processes.Found process) {
        boolean isItsUser = uid.isPresent() && uid.getAsInt() == process.uid();
        if (process.instance() == null) {
            return isItsUser;
        }
        boolean isNamed = process.instance().equals(place.directory().toString());
        return isNamed && (uid.isEmpty() || isItsUser || process.uid() == 0);
    }

    /** Ends the agent only; it would start the engine again. */
    void killAgent() {
        killAll(Processes.Found::isAgent);
    }

    /** Asks the engine to stop in order, and kills what does not. */
    void stop(Duration grace) {
        killAgent();
        each(Ending::mayObey, Processes.Found::terminate);
        boolean _ =
                Waiting.until(grace, () -> matching(Ending::mayObey).findAny().isEmpty());
        killAll(_ -> true);
    }

    private static boolean mayObey(Processes.Found process) {
        return !process.program().equals(SANDBOX) && !process.isHalted();
    }

    /** Nothing of the instance runs when this returns. */
    void kill() {
        killAgent();
        killAll(_ -> true);
    }

    private void killAll(Predicate<Processes.Found> which) {
        boolean gone = Waiting.until(PATIENCE, () -> {
            each(which, Processes.Found::kill);
            return matching(which).findAny().isEmpty();
        });
        if (!gone) {
            throw new IllegalStateException(
                    "Processes of instance %s do not end although they were killed: %s. Look at what they wait for (state D in ps)."
                            .formatted(
                                    place.instanceId(),
                                    matching(which).map(Processes.Found::pid).toList()));
        }
    }

    private void each(Predicate<Processes.Found> which, Consumer<Processes.Found> signal) {
        matching(which).forEach(signal);
    }

    private Stream<Processes.Found> matching(Predicate<Processes.Found> which) {
        return processes().stream().filter(which);
    }
}
