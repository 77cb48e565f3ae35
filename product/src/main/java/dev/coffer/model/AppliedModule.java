package dev.coffer.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A module of an instance.
 *
 * @param md5 of the contents that were applied last
 * @param message what the module's driver said
 */
public record AppliedModule(
        String instanceId,
        String moduleId,
        String md5,
        State state,
        @Nullable String message,
        Instant created,
        Instant updated) {

    /** How far it is. */
    public enum State {
        /** To be applied when the instance is made. */
        WANTED,
        OK,
        /** Its driver refused. */
        ERROR
    }
}
