package dev.coffer.agent;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/** Frames of a copy on their way out. What goes wrong in writing is remembered: the copy is then lost whatever the writer does. */
final class SeedOutput extends OutputStream {
    private final DataOutputStream out;
    private final CRC32C sum = new CRC32C();
    private final ReentrantLock lock = new ReentrantLock();
    private long total;
    private long lastSent = System.nanoTime();
    private volatile long writingSince;

    SeedOutput(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int some = Math.min(left, SeedFrames.LARGEST_FRAME);
            int start = from;
            send(() -> {
                out.writeByte(SeedFrames.DATA);
                out.writeInt(some);
                out.write(bytes, start, some);
            });
            sum.update(bytes, start, some);
            total += some;
            from += some;
            left -= some;
        }
    }

    /** Says that this end is alive when nothing else has said so for a second. */
    void keepAlive() throws IOException {
        if (lock.isLocked() || System.nanoTime() - lastSent < 1_000_000_000L) {
            return;
        }
        send(() -> {
            out.writeByte(SeedFrames.WAIT);
            out.flush();
        });
    }

    void end() throws IOException {
        send(() -> {
            out.writeByte(SeedFrames.END);
            out.writeLong(total);
            out.writeInt((int) sum.getValue());
            out.flush();
        });
    }

    void fail(byte frame, String sentence) throws IOException {
        send(() -> {
            out.writeByte(frame);
            out.writeUTF(sentence.length() > 1000 ? sentence.substring(0, 1000) : sentence);
            out.flush();
        });
    }

    long total() {
        return total;
    }

    /** How long the write that is going on has been stuck; 0 when none is. */
    long stuckNanos() {
        long since = writingSince;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    private void send(Frame frame) throws IOException {
        lock.lock();
        try {
            writingSince = System.nanoTime();
            frame.write();
            lastSent = System.nanoTime();
        } finally {
            writingSince = 0;
            lock.unlock();
        }
    }

    private interface Frame {
        void write() throws IOException;
    }
}
