package dev.coffer.engine.server;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A stream of unknown length inside another: blocks, each with its length, then a block of length zero. Without that end it is cut. */
public final class SeedBlocks {
    private static final int BLOCK = 128 * 1_024;

    private SeedBlocks() {}

    public static void write(InputStream from, DataOutputStream to) throws IOException, InterruptedException {
        byte[] block = new byte[BLOCK];
        int count = from.readNBytes(block, 0, BLOCK);
        while (count > 0) {
            to.writeInt(count);
            to.write(block, 0, count);
            requireNoInterrupt();
            count = from.readNBytes(block, 0, BLOCK);
        }
    }

    /** To be called when what was written was found to be whole. */
    public static void end(DataOutputStream to) throws IOException {
        to.writeInt(0);
        to.flush();
    }

    /** @throws java.io.EOFException when it was cut */
    public static void read(DataInputStream from, OutputStream to) throws IOException, InterruptedException {
        byte[] block = new byte[BLOCK];
        int count = from.readInt();
        while (count != 0) {
            if (count < 0 || count > BLOCK) {
                throw new EngineFailure(Kind.BROKEN, "What was received is not a copy of a database server.");
            }
            from.readFully(block, 0, count);
            to.write(block, 0, count);
            requireNoInterrupt();
            count = from.readInt();
        }
    }

    private static void requireNoInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("Interrupted while copying the data.");
        }
    }
}
