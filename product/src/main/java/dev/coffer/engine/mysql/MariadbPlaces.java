package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.nio.file.Path;

/** Where the files of a MariaDB server are. */
record MariadbPlaces(Node node) implements SqlPlaces {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("mariadb");
    }

    /** The only directory {@code LOAD_FILE} and {@code INTO OUTFILE} may use. */
    Path exchange() {
        return node.data().resolve("files");
    }

    @Override
    public Path socket() {
        return socket("mariadb.sock");
    }
}
