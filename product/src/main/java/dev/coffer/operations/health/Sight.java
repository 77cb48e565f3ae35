package dev.coffer.operations.health;

import dev.coffer.compute.Compute;
import dev.coffer.durable.Operation;
import dev.coffer.model.Instance;
import dev.coffer.model.Silence;
import dev.coffer.store.Reports.Vitals;
import java.time.Instant;
import java.util.Optional;

/**
 * What was seen of one instance at one time.
 *
 * @param id of the instance
 * @param instance its row, if there is one
 * @param deleted whether its instance was deleted
 * @param server its server, if there is one
 * @param vitals what its agent reported last
 * @param troubled operation that works on it and has met with trouble, if one has
 * @param busy whether an operation holds it
 * @param moment when it was seen, and what is called silent
 */
record Sight(
        String id,
        Optional<Instance> instance,
        boolean deleted,
        Optional<Compute.Server> server,
        Optional<Vitals> vitals,
        Optional<Operation> troubled,
        boolean busy,
        Moment moment) {

    /** @param silence of an agent that is lost */
    record Moment(Instant now, Silence silence) {
        boolean isOld(Instant seen) {
            return silence.isTooLong(seen, now);
        }
    }

    /** What its agent reported, if that is not old. */
    Optional<Vitals> fresh() {
        return vitals.filter(seen -> !moment.isOld(seen.at()));
    }

    boolean isSilent() {
        return moment.isOld(vitals.map(Vitals::at).orElse(Instant.MIN));
    }
}
