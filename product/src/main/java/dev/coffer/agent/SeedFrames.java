package dev.coffer.agent;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How a copy travels from agent to agent. The receiver sends one line, the ticket; the sender answers with frames. A copy is whole only
 * when its END frame has come and agrees with what was received; a cut stream can never look like a whole one.
 *
 * <p>When the receiver has the copy safely in place it says {@link #TAKEN}; until then it says {@link #WAIT} now and then, so that
 * each end knows the other is alive.
 */
final class SeedFrames {
    static final String GREETING = "COFFER-SEED 1 ";
    static final int LONGEST_GREETING = 300;
    static final int LARGEST_FRAME = 64 * 1024;

    /** Nothing yet, but alive. */
    static final byte WAIT = 'W';
    /** A length (int) and as many bytes. */
    static final byte DATA = 'D';
    /** The number of bytes (long) and their SHA-256. */
    static final byte END = 'E';
    /** A sentence (modified UTF-8): no copy. */
    static final byte FAILED = 'F';
    /** A sentence: this ticket opens nothing. */
    static final byte REFUSED = 'R';
    /** From the receiver. */
    static final byte TAKEN = 'K';

    private SeedFrames() {}

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }
}
