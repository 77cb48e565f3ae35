package dev.coffer.compute.local;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** User ids of instances: one each, unprivileged, without a name. When Coffer is not root, all instances are the caller's. */
final class Users {
    private final int first;

    Users(int first) {
        this.first = first;
    }

    /** A user id that owns nothing of an instance and runs nothing. */
    int free(Directories directories) throws IOException {
        Set<Integer> taken = new HashSet<>(directories.owners());
        Processes.all().forEach(process -> taken.add(process.uid()));
        int uid = first;
        while (taken.contains(uid)) {
            uid++;
        }
        return uid;
    }
}
