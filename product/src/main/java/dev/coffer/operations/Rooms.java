package dev.coffer.operations;

import dev.coffer.agent.command.Command;
import dev.coffer.bus.Agents;
import dev.coffer.compute.Addresses;
import dev.coffer.compute.Compute;
import dev.coffer.durable.PermanentFailure;
import dev.coffer.engine.Engine;
import dev.coffer.engine.Engines;
import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Instance;
import dev.coffer.model.ParameterSet;
import dev.coffer.model.Task;
import dev.coffer.model.Trouble;
import dev.coffer.store.StaleWrite;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What operations work with. */
public record Rooms(
        Store store,
        Agents agents,
        Compute compute,
        Addresses addresses,
        ImageTrees images,
        Engines engines,
        InstantSource clock) {

    /** The images, as far as operations need them. */
    @FunctionalInterface
    public interface ImageTrees {
        /** Root of the image's tree, fetched if it is not there yet. */
        Path fetch(String name, Consumer<String> progress);

        /** Why it cannot be fetched by anybody; empty when it is here or can be. */
        default Optional<String> obstacle(String name) {
            return Optional.empty();
        }

        /** What can be set on the image's servers; the image is fetched if it is not there yet. */
        default ParameterSet parameters(String name) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "The parameters of the image %s are not known.".formatted(name));
        }
    }

    private static final int WRITE_ATTEMPTS = 20;

    Instance instance(String id) {
        return store.read(tx -> tx.instances().require(id));
    }

    DatastoreVersion version(Instance instance) {
        return store.read(
                tx -> tx.datastores().everKnown(instance.datastoreVersionId()).orElseThrow());
    }

    Engine engine(Instance instance) {
        return engines.named(version(instance).engine());
    }

    /** The order to follow this primary. */
    Command.Follow follow(String primaryId) {
        Instance primary = instance(primaryId);
        String address = primary.address();
        if (address == null) {
            throw new PermanentFailure("Instance %s has no address.".formatted(primaryId));
        }
        return new Command.Follow(address, engine(primary).port());
    }

    long term(Instance instance) {
        return store.read(tx -> tx.instances().replicaSet(instance.replicaSetId()))
                .term();
    }

    /**
     * Starts the agent if it died, e.g. with the host. The watch leaves instances alone that an operation holds, so the operation that
     * needs an agent's answer sees to it that there is an agent.
     */
    void revive(String instanceId) {
        if (compute.find(instanceId).filter(server -> !server.running()).isPresent()) {
            compute.start(instanceId);
        }
    }

    /** Lets those connect to the instance whom its row names. */
    void expose(String instanceId) {
        store.read(tx -> tx.instances().find(instanceId))
                .ifPresent(instance -> addresses.expose(instanceId, instance.access()));
    }

    /** Changes the row of an instance, which may be gone already. */
    void change(String instanceId, UnaryOperator<Instance> change) {
        for (int attempt = 1; ; attempt++) {
            try {
                store.change(tx -> change(tx, instanceId, change));
                return;
            } catch (StaleWrite stale) {
                if (attempt == WRITE_ATTEMPTS) {
                    throw stale;
                }
            }
        }
    }

    void change(Tx tx, String instanceId, UnaryOperator<Instance> change) {
        tx.instances().find(instanceId).ifPresent(instance -> tx.instances().update(change.apply(instance)));
    }

    /** Nothing is being done to the instance any more, and all is well. */
    void settle(String instanceId) {
        change(instanceId, instance -> instance.withTask(Task.NONE, null));
    }

    /** What was being done to the instance failed. */
    void fail(String instanceId, Task task, String sentence) {
        Trouble trouble = new Trouble(sentence, clock.instant(), null);
        change(instanceId, instance -> instance.withTask(task, trouble));
    }

    /** What was done to the instance failed, and left it as it was. */
    void complain(String instanceId, String sentence) {
        Trouble trouble = new Trouble(sentence, clock.instant(), null);
        change(instanceId, instance -> instance.withTask(instance.task(), trouble));
    }

    /** The same for a replica set; members that the operation was not working on keep what they have. */
    void failSet(List<String> members, String subject, Task task, Task subjectsTask, String sentence) {
        Trouble trouble = new Trouble(sentence, clock.instant(), null);
        for (String member : members) {
            if (member.equals(subject)) {
                change(member, row -> row.withTask(subjectsTask, trouble));
            } else {
                change(member, row -> row.task() == task ? row.withTask(Task.NONE, trouble) : row);
            }
        }
    }
}
