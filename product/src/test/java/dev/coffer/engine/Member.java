package dev.coffer.engine;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A server and its node, in a replica set. */
record Member(Node node, Server server) {
    Replication replication() {
        return server.replication().orElseThrow();
    }

    Accounts accounts() {
        return server.accounts().orElseThrow();
    }

    String address() {
        return node.address();
    }

    /** Becomes a copy of a primary that runs. */
    void copy(Member source) throws ExecutionException, IOException, InterruptedException {
        try (ExecutorService threads = Executors.newSingleThreadExecutor();
                PipedInputStream in = new PipedInputStream(1 << 20);
                PipedOutputStream out = new PipedOutputStream(in)) {
            Future<?> copying = threads.submit((Callable<Void>) () -> {
                try (out) {
                    source.replication().writeSeed(out);
                }
                return null;
            });
            replication().readSeed(in);
            copying.get();
        }
    }
}
