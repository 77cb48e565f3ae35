package dev.coffer.engine.cassandra;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Places;
import java.nio.file.Path;

/** Where the files of a Cassandra server are. */
record CassandraPlaces(Node node) implements Places {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("cassandra");
    }

    Path configuration() {
        return node.conf().resolve("cassandra.yaml");
    }

    Path logging() {
        return node.conf().resolve("logback.xml");
    }

    /** Key and certificate in one file, as Cassandra reads them. */
    Path identity() {
        return node.conf().resolve("server.pem");
    }
}
