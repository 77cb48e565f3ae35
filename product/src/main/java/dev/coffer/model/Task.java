package dev.coffer.model;

/**
 * What is being done to an instance; with the error tasks, what went wrong last.
 *
 * <p>Words and texts are those of Trove's instance tasks, since its management API shows them.
 */
public enum Task {
    NONE("NONE", "No tasks for the instance.", false),
    BUILDING("BUILDING", "The instance is building.", false),
    DELETING("DELETING", "Deleting the instance.", false),
    REBOOTING("REBOOTING", "Rebooting the instance.", false),
    RESIZING("RESIZING", "Resizing the instance.", false),
    RESTART_REQUIRED("RESTART_REQUIRED", "Instance requires a restart.", false),
    PROMOTING("PROMOTING", "Promoting the instance to replica source.", false),
    EJECTING("EJECTING", "Ejecting the replica source.", false),
    DETACHING("DETACHING", "Detaching the instance from replica source.", false),
    UPGRADING("UPGRADING", "Upgrading the instance.", false),
    UPDATING("UPDATING", "Updating the instance.", false),
    MIGRATING("MIGRATING", "Migrating the instance.", false),
    /** An ejected primary: its engine is stopped and stays so until it is restarted, so that no two primaries take writes. */
    STOPPED("SHUTDOWN", "The instance was ejected and is stopped.", false),
    BUILD_ERROR("BUILDING", "Build error: Server.", true),
    REPLICA_ERROR("BUILDING", "Build error: Replica.", true),
    PROMOTE_ERROR("PROMOTING", "Replica Promotion Error.", true),
    EJECT_ERROR("EJECTING", "Replica Source Ejection Error.", true),
    UPGRADE_ERROR("UPGRADING", "Instance Upgrade Error.", true),
    UPDATE_ERROR("UPDATING", "Update error: Access.", true),
    DELETE_ERROR("DELETING", "Delete error.", true);

    private final String action;
    private final String text;
    private final boolean error;

    Task(String action, String text, boolean error) {
        this.action = action;
        this.text = text;
        this.error = error;
    }

    public String action() {
        return action;
    }

    public String text() {
        return text;
    }

    public boolean isError() {
        return error;
    }
}
