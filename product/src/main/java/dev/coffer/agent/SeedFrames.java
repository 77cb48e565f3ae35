package dev.coffer.agent;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How a copy travels from agent to agent. The receiver sends one line, the ticket; the sender answers with frames. A copy is whole only
 * when its END frame has come and agrees with what was received; a cut stream can never look like a whole one.
 *
 * <p>When the receiver has the copy safely in place it says {@link #TAKEN}; until then it says {@link #WAIT} now and then, so that
 * each end knows the other is alive.
 */
final class SeedFrames {
    static final String GREETING = "COFFER-SEED 2 ";
    static final int LONGEST_GREETING = 300;
    static final int LARGEST_FRAME = 64 * 1024;

    /** Nothing yet, but alive. */
    static final byte WAIT = 'W';
    /** A length (int) and as many bytes. */
    static final byte DATA = 'D';
    /** The number of bytes (long) and their CRC-32C (int). TLS has kept them from harm; this tells a fault of either end. */
    static final byte END = 'E';
    /** A sentence (modified UTF-8): no copy. */
    static final byte FAILED = 'F';
    /** A sentence: this ticket opens nothing. */
    static final byte REFUSED = 'R';
    /** From the receiver. */
    static final byte TAKEN = 'K';

    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
    };

    private SeedFrames() {}

    /** The cheapest of those that are safe: a copy costs the primary, and encryption is most of it. */
    static void prefer(SSLSocket socket) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setCipherSuites(CIPHERS);
        socket.setSSLParameters(parameters);
    }
}
