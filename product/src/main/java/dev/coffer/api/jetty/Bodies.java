package dev.coffer.api.jetty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads the bodies of requests. It is not known yet who sends them, so those that are not small share a bounded room, which each keeps
 * until its request was answered: what is made of a body takes many times its bytes.
 */
final class Bodies {
    private static final int LARGEST = 1024 * 1024;
    private static final int SMALL = 8 * 1024;
    private static final int KIB = 1024;
    private static final int ROOM_KIB = 4 * 1024;
    private static final Duration WAIT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_IN_ROOM = Duration.ofSeconds(20);

    private final Semaphore room = new Semaphore(ROOM_KIB, true);

    /** A body, and the room it takes until it is closed. */
    final class Body implements AutoCloseable {
        private byte[] bytes = new byte[0];
        private int taken;

        byte[] bytes() {
            return bytes;
        }

        private void take(int kib) throws Refused {
            try {
                if (!room.tryAcquire(kib, WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new Refused(503, "Too many large requests come at the same time; try again.");
                }
                taken = kib;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refused(503, "The server is stopping.");
            }
        }

        @Override
        public void close() {
            room.release(taken);
            taken = 0;
        }
    }

    /** A body that is too long, or takes too long to arrive. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    Body read(Request request) throws IOException, Refused {
        Body body = new Body();
        try {
            refuseOver(request.getLength());
            if (request.getLength() > SMALL) {
                body.take((int) request.getLength() / KIB);
            }
            body.bytes = bytes(request, body);
            return body;
        } catch (IOException | Refused | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    private static byte[] bytes(Request request, Body body) throws IOException, Refused {
        long began = System.nanoTime();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[SMALL];
        try (InputStream stream = Content.Source.asInputStream(request)) {
            while (true) {
                int read = stream.read(chunk);
                if (read < 0) {
                    return bytes.toByteArray();
                }
                bytes.write(chunk, 0, read);
                refuseOver(bytes.size());
                if (bytes.size() > SMALL && body.taken == 0) {
                    body.take(LARGEST / KIB);
                }
                Duration patience = body.taken == 0 ? PATIENCE : PATIENCE_IN_ROOM;
                if (System.nanoTime() - began > patience.toNanos()) {
                    throw new Refused(408, "The request body took too long to arrive.");
                }
            }
        }
    }

    private static void refuseOver(long length) throws Refused {
        if (length > LARGEST) {
            throw new Refused(413, "The request body is larger than 1 MiB.");
        }
    }
}
