package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.nio.file.Path;

/** Where the files of a MySQL server are. */
record MysqlPlaces(Node node) implements SqlPlaces {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("mysql");
    }

    /** Why a replica cannot follow its primary, as long as that holds. */
    Path divergence() {
        return node.data().resolve("divergence");
    }

    @Override
    public Path socket() {
        return socket("mysql.sock");
    }
}
