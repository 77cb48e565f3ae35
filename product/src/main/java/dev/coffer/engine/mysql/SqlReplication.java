package dev.coffer.engine.mysql;

import dev.coffer.engine.Replication;
import dev.coffer.engine.server.Standing;
import java.io.IOException;
import java.util.Optional;

/** Replication of the family's servers. */
interface SqlReplication extends Replication {
    /** Makes a server that was started or adopted what it is meant to be. */
    void enforce(Session session, Standing meant) throws IOException, InterruptedException;

    /** The same on a server that may be so already, which is left alone then. */
    void tend(Session session, Standing meant) throws IOException, InterruptedException;

    /** Why a replica cannot follow its primary, as far as the server itself does not know. */
    Optional<String> divergence();
}
