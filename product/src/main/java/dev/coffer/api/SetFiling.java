package dev.coffer.api;

import dev.coffer.model.Instance;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Task;
import dev.coffer.operations.Action;
import dev.coffer.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files what is done to a whole replica set: it holds all members, and every member shows it. */
final class SetFiling {
    /** Members that never became one, or are half gone: they do not keep the others from anything. */
    private static final Set<Task> BROKEN = Set.of(Task.BUILD_ERROR, Task.REPLICA_ERROR, Task.DELETE_ERROR);

    private final Context context;

    SetFiling(Context context) {
        this.context = context;
    }

    static boolean isBroken(Instance member) {
        return BROKEN.contains(member.task());
    }

    /**
     * @param task that the members show
     * @param mended error tasks of members that the action is a way out of
     */
    Response file(Tx tx, Instance subject, Task task, Action action, Task... mended) {
        List<String> held = new ArrayList<>(List.of(subject.id()));
        for (Instance member : tx.instances().membersOf(subject.replicaSetId())) {
            if (!member.id().equals(subject.id())) {
                held.add(member.id());
                if (isBroken(member)) {
                    continue;
                }
                new InstanceStatus(member, ServiceStatus.UNKNOWN).requireTask(mended);
            }
            tx.instances().update(member.withTask(task, null));
        }
        return Response.accepted().filed(context.operations().file(tx, action, held));
    }
}
