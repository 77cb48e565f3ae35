package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Places;
import java.nio.file.Path;

/** Where the files of a MariaDB server are. */
record MariadbPlaces(Node node) implements Places {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("mariadb");
    }

    /** The only directory {@code LOAD_FILE} and {@code INTO OUTFILE} may use. */
    Path exchange() {
        return node.data().resolve("files");
    }

    Path configuration() {
        return node.conf().resolve("my.cnf");
    }

    Path generalLog() {
        return node.log().resolve("general.log");
    }

    Path slowLog() {
        return node.log().resolve("slow.log");
    }

    Path socket() {
        return socket("mariadb.sock");
    }
}
