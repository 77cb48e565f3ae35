package dev.coffer.engine.mysql;

import dev.coffer.engine.server.Places;
import java.nio.file.Path;

/** Where the files of a server of the family are. */
interface SqlPlaces extends Places {
    Path socket();

    default Path configuration() {
        return node().conf().resolve("my.cnf");
    }

    /** Statements that make the agent's account anew while the server starts; there only when that is needed. */
    default Path remedy() {
        return node().conf().resolve("remedy.sql");
    }

    /** Why a replica cannot follow its primary, see {@link KeptDivergence}. */
    default Path divergence() {
        return node().data().resolve("divergence");
    }

    default Path generalLog() {
        return node().log().resolve("general.log");
    }

    default Path slowLog() {
        return node().log().resolve("slow.log");
    }
}
