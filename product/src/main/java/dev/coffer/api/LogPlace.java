package dev.coffer.api;

import dev.coffer.backup.Container;
import dev.coffer.backup.ObjectName;
import dev.coffer.engine.LogKind;

/**
 * Where the parts of a log are published, by Trove's names.
 *
 * @param projectId whose object storage they are in
 * @param manager name of the datastore's engine
 */
record LogPlace(String projectId, String instanceId, String manager, LogKind log) {
    private static final String CONTAINER = "database_logs";

    Container container() {
        return new Container(projectId, CONTAINER);
    }

    String prefix() {
        return stem() + "/";
    }

    /** Says what is published, for people; nothing is decided by it. */
    ObjectName metafile() {
        return container().object(stem() + "_metafile");
    }

    private String stem() {
        return "%s/%s-%s".formatted(instanceId, manager, log.name());
    }
}
