package dev.coffer.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record of a backup.
 *
 * @param instanceId null for one that was brought from elsewhere
 * @param location where its data is
 * @param size GiB
 * @param parentId the backup that this one goes on from
 */
public record Backup(
        String id,
        String projectId,
        String name,
        @Nullable String description,
        @Nullable String instanceId,
        String datastoreVersionId,
        State state,
        @Nullable String location,
        @Nullable Double size,
        @Nullable String parentId,
        String storageDriver,
        Instant created,
        Instant updated) {

    /** How far it is. */
    public enum State {
        NEW,
        BUILDING,
        SAVING,
        COMPLETED,
        FAILED,
        DELETE_FAILED,
        RESTORED;

        public boolean isRunning() {
            return this == NEW || this == BUILDING || this == SAVING;
        }
    }
}
