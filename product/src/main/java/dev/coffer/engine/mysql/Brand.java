package dev.coffer.engine.mysql;

import dev.coffer.engine.NameRules;
import dev.coffer.engine.server.DataDirectory;
import dev.coffer.engine.server.Secrets;
import dev.coffer.engine.server.Tools;

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

    ReplicationWords replication();

    /** The database in which the server's figures are. */
    String figures();

    /** The rest, which work on the server's own data. */
    Parts parts(DataDirectory data, Secrets secrets, Tools tools);

    /** Parts of a server. */
    record Parts(Contents contents, Seeds.Means seeds, SqlUpgrades.Steps upgrades) {}
}
