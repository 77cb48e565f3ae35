package dev.coffer.engine.mysql;

import dev.coffer.engine.NameRules;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Standing;
import dev.coffer.engine.server.Tools;
import java.util.function.Supplier;

/** What differs between the family's servers, for a server on one node. */
interface Brand {
    int port();

    /** The server's program. */
    String program();

    SqlPlaces places();

    Session.Kind session();

    NameRules names();

    Options options();

    AccountWords accounts();

    VariableWords variables();

    SqlHealth.Words health();

    /** The rest, which work on the server's own data. */
    Parts parts(DataDirectory data, Secrets secrets, Tools tools);

    /** Makes the parts that need sessions of the server. */
    @FunctionalInterface
    interface Replicating {
        SqlReplication replication(Sessions sessions, Supplier<Standing> standing, Seeds seeds);
    }

    /** Parts of a server. */
    record Parts(Contents contents, Seeds.Means seeds, SqlUpgrades.Steps upgrades, Replicating replicating) {}
}
