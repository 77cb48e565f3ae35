package dev.coffer.api;

import dev.coffer.fault.Fault;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access to the object storage, whose failures are told to callers without its secrets. */
@FunctionalInterface
interface StorageAccess<T> {
    Logger LOG = LoggerFactory.getLogger(StorageAccess.class);

    T use() throws IOException;

    /** Access without a result. */
    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }

    static void change(Change change) {
        boolean _ = to(() -> {
            change.make();
            return true;
        });
    }

    static <T> T to(StorageAccess<T> access) {
        try {
            return access.use();
        } catch (IOException e) {
            LOG.error("The object storage failed.", e);
            throw new Fault(
                    Fault.Kind.UNAVAILABLE,
                    "The object storage cannot be used now. Try again in a while; the operator finds the reason in the log.",
                    e);
        }
    }
}
