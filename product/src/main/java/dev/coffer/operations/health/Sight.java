package dev.coffer.operations.health;

import dev.coffer.compute.Compute;
import dev.coffer.model.Instance;
import java.util.Optional;

/**
 * What was seen of one instance at one time.
 *
 * @param id of the instance
 * @param instance its row, if there is one
 * @param deleted whether its instance was deleted
 * @param server its server, if there is one
 * @param busy whether an operation holds it
 */
record Sight(String id, Optional<Instance> instance, boolean deleted, Optional<Compute.Server> server, boolean busy) {}
