package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Silence;
import dev.coffer.model.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the API says of an instance's state: derived from its task and the newest report, as Trove derives it.
 *
 * @param service what was seen last; AGENT_LOST when that is too long ago
 */
record InstanceStatus(Instance instance, ServiceStatus service) {
    private static final Set<ServiceStatus> ACTIONABLE = Set.of(
            ServiceStatus.RUNNING,
            ServiceStatus.HEALTHY,
            ServiceStatus.SHUTDOWN,
            ServiceStatus.CRASHED,
            ServiceStatus.BLOCKED,
            ServiceStatus.RESTART_REQUIRED);

    static InstanceStatus of(Instance instance, Optional<Report> report, Instant now, Silence silence) {
        ServiceStatus seen = report.map(Report::status).orElse(ServiceStatus.NEW);
        boolean stale = report.filter(last -> silence.isTooLong(last.at(), now)).isPresent();
        boolean lost = stale && instance.task() == Task.NONE && seen != ServiceStatus.RESTART_REQUIRED;
        return new InstanceStatus(instance, lost ? ServiceStatus.AGENT_LOST : seen);
    }

    /** Trove's {@code status}. */
    String word() {
        return word(instance.task());
    }

    static String word(Task task) {
        return switch (task) {
            case NONE, UPDATING, MIGRATING -> "ACTIVE";
            case BUILDING -> "BUILD";
            case DELETING, STOPPED -> "SHUTDOWN";
            case REBOOTING -> "REBOOT";
            case RESIZING -> "RESIZE";
            case RESTART_REQUIRED -> "RESTART_REQUIRED";
            case PROMOTING -> "PROMOTE";
            case EJECTING -> "EJECT";
            case DETACHING -> "DETACH";
            case UPGRADING -> "UPGRADE";
            case BUILD_ERROR, REPLICA_ERROR, PROMOTE_ERROR, EJECT_ERROR, UPGRADE_ERROR, UPDATE_ERROR, DELETE_ERROR ->
                "ERROR";
        };
    }

    /** Trove's {@code operating_status}. */
    String operatingWord() {
        return instance.task() == Task.NONE ? service.word() : "";
    }

    /** Whether figures that the agent reported are worth showing. */
    boolean showsUse() {
        return switch (instance.task()) {
            case NONE, RESTART_REQUIRED, DETACHING, UPDATING -> true;
            case BUILDING,
                    DELETING,
                    STOPPED,
                    REBOOTING,
                    RESIZING,
                    PROMOTING,
                    EJECTING,
                    UPGRADING,
                    MIGRATING,
                    BUILD_ERROR,
                    REPLICA_ERROR,
                    PROMOTE_ERROR,
                    EJECT_ERROR,
                    UPGRADE_ERROR,
                    UPDATE_ERROR,
                    DELETE_ERROR -> false;
        };
    }

    /**
     * Refuses what needs an instance that nothing else is being done to, and an agent.
     *
     * @param mended error tasks that the action is a way out of
     */
    void requireActionable(Task... mended) {
        requireTask(mended);
        if (!ACTIONABLE.contains(service)) {
            throw unavailable("instance", service.word());
        }
    }

    /** As {@link #requireActionable}, but whatever the agent said last. */
    void requireTask(Task... mended) {
        Task task = instance.task();
        boolean free = task == Task.NONE || task == Task.RESTART_REQUIRED;
        if (!free && !List.of(mended).contains(task)) {
            throw task.isError() ? unavailable("instance", "ERROR") : unavailable("task", task.action());
        }
    }

    private Fault unavailable(String what, String state) {
        return Fault.unprocessable(
                "Instance %s is not currently available for an action to be performed (%s status was %s)."
                        .formatted(instance.id(), what, state));
    }

    /** Refuses what needs an engine that answers. */
    void requireServing() {
        if (!service.isServing()) {
            throw Fault.unprocessable("Instance %s is not ready, status: %s.".formatted(instance.id(), serviceText()));
        }
    }

    String serviceText() {
        return switch (service) {
            case NEW -> "new";
            case BUILDING -> "building";
            case RUNNING -> "running";
            case HEALTHY -> "healthy";
            case BLOCKED -> "blocked";
            case RESTARTING -> "restarting";
            case SHUTDOWN -> "shutdown";
            case CRASHED -> "crashed";
            case FAILED -> "failed to spawn";
            case PROMOTING -> "promoting replica";
            case EJECTING -> "ejecting replica source";
            case RESTART_REQUIRED -> "restart required";
            case UNKNOWN -> "unknown";
            case AGENT_LOST -> "guestagent error";
            case DELETED -> "deleted";
        };
    }
}
