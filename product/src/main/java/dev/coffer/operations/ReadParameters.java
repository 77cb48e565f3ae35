package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.ParameterSet;
import java.time.Duration;
import java.util.Optional;

/**
 * Learns from the image of a datastore version what can be set on its servers; the image is fetched if it is not there. Filed on the
 * version, which it holds instead of an instance.
 *
 * @param instanceId id of the version
 */
public record ReadParameters(String instanceId) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(30);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        steps.step(
                "prepare image",
                () -> image(rooms)
                        .ifPresent(image -> Site.decided(() -> rooms.images().fetch(image, _ -> {}))));
        steps.step("read parameters", () -> image(rooms).ifPresent(image -> keep(rooms, image)));
    }

    /** Empty when the version is gone meanwhile. */
    private Optional<String> image(Rooms rooms) {
        return rooms.store().read(tx -> tx.datastores().version(instanceId)).map(DatastoreVersion::image);
    }

    private void keep(Rooms rooms, String image) {
        ParameterSet found = Site.decided(() -> rooms.images().parameters(image));
        rooms.store().change(tx -> tx.parameters().replace(instanceId, found));
    }

    /** Whoever waits is told, and who asks again begins anew. */
    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {}
}
