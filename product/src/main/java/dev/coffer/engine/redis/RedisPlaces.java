package dev.coffer.engine.redis;

import dev.coffer.engine.Node;
import dev.coffer.engine.server.Places;
import java.nio.file.Path;

/** Where the files of a server are. */
record RedisPlaces(Node node) implements Places {
    @Override
    public Path dataDirectory() {
        return node.data().resolve("redis");
    }

    Path configuration() {
        return node.conf().resolve("redis.conf");
    }

    /** The {@link Roster} as this member knows it; hashes of passwords are in it, so the engine does not see it. */
    Path roster() {
        return node.secrets().resolve("roster");
    }

    /** Where the server stood when it was last sure of it; see {@link Whereabouts}. */
    Path position() {
        return node.data().resolve("position");
    }

    /** The server's list of the files that hold its data. */
    Path manifest() {
        return dataDirectory().resolve("appendonlydir").resolve("appendonly.aof.manifest");
    }

    /** Says that there are such files. */
    Path filled() {
        return node.data().resolve("filled");
    }

    /** Whom a replica follows. */
    Path primary() {
        return node.data().resolve("primary");
    }

    /** Why it cannot follow. */
    Path diverged() {
        return node.data().resolve("diverged");
    }

    Path socket() {
        return socket("redis.sock");
    }
}
