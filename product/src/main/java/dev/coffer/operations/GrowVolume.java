package dev.coffer.operations;

import dev.coffer.durable.Steps;
import dev.coffer.model.Instance;
import dev.coffer.model.Task;
import dev.coffer.operations.ReplicaSetChange.Shape;
import java.time.Duration;
import java.util.List;

/**
 * Gives an instance a larger volume while its engine runs; a primary's replicas get it first, so that none is ever too small for what
 * its primary may hold. Filed on the instance, holding with a primary the whole set.
 *
 * <p>Nothing is undone, since volumes do not shrink: every row shows what its member has.
 *
 * @param size GiB
 */
public record GrowVolume(String instanceId, int size) implements Action {

    @Override
    public Duration limit() {
        return Duration.ofMinutes(30);
    }

    @Override
    public void run(Steps steps, Rooms rooms) {
        Shape shape = ReplicaSetChange.shape(steps, rooms, instanceId);
        if (instanceId.equals(shape.primary())) {
            shape.replicas().forEach(replica -> grow(steps, rooms, replica));
        }
        grow(steps, rooms, instanceId);
        List<String> held = steps.operation().resources();
        steps.step(
                "activate", () -> shape.sound().stream().filter(held::contains).forEach(rooms::settle));
    }

    private void grow(Steps steps, Rooms rooms, String member) {
        steps.step(
                "enlarge volume: " + member,
                () -> Site.decided(() -> {
                    rooms.compute().grow(member, size);
                    rooms.change(member, this::larger);
                    return true;
                }));
    }

    private Instance larger(Instance row) {
        return row.withVolumeSize(Math.max(row.volumeSize(), size));
    }

    @Override
    public void failed(Steps steps, Rooms rooms, String sentence) {
        rooms.failSet(steps.operation().resources(), instanceId, Task.RESIZING, Task.NONE, sentence);
    }
}
