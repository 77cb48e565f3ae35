package dev.coffer.engine.mysql;

import dev.coffer.engine.Node;
import java.nio.file.Path;

/** Where the files of a MySQL server are. */
record MysqlPlaces(Node node) implements SqlPlaces {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("mysql");
    }

    @Override
    public Path socket() {
        return socket("mysql.sock");
    }
}
