package dev.coffer.agent;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/** The copy out of its frames. Ends only after an END frame that agrees with all that came; anything else is an exception. */
final class SeedInput extends InputStream {

    /** The sender has no copy for this ticket; asking again with it cannot help. */
    static final class TicketRefused extends IOException {
        private static final long serialVersionUID = 1L;

        TicketRefused(String sentence) {
            super(sentence);
        }
    }

    private final DataInputStream in;
    private final CRC32C sum = new CRC32C();
    private long total;
    private int left;
    private boolean ended;

    SeedInput(InputStream in) {
        this.in = new DataInputStream(in);
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (left == 0) {
            if (ended) {
                return -1;
            }
            nextFrame();
        }
        int some = in.read(bytes, offset, Math.min(length, left));
        if (some < 0) {
            throw new IOException("the copy was cut off after %d bytes".formatted(total));
        }
        sum.update(bytes, offset, some);
        total += some;
        left -= some;
        return some;
    }

    private void nextFrame() throws IOException {
        int frame = in.read();
        switch (frame) {
            case SeedFrames.WAIT -> {}
            case SeedFrames.DATA -> {
                left = in.readInt();
                if (left <= 0 || left > SeedFrames.LARGEST_FRAME) {
                    throw new IOException("the copy has a frame of %d bytes".formatted(left));
                }
            }
            case SeedFrames.END -> verify();
            case SeedFrames.FAILED -> throw new IOException(in.readUTF());
            case SeedFrames.REFUSED -> throw new TicketRefused(in.readUTF());
            case -1 -> throw new IOException("the copy was cut off after %d bytes".formatted(total));
            default -> throw new IOException("the copy has a frame of unknown type");
        }
    }

    private void verify() throws IOException {
        long expected = in.readLong();
        if (expected != total || in.readInt() != (int) sum.getValue()) {
            throw new IOException("the copy was damaged on its way");
        }
        ended = true;
    }

    /** Whether all of it came. Reads on when the reader stopped before the end. */
    void requireWhole() throws IOException {
        byte[] rest = new byte[8192];
        while (read(rest, 0, rest.length) >= 0) {
            // Whatever the reader had no use for still has to arrive for the copy to be whole.
        }
    }
}
