package dev.coffer.agent;

import dev.coffer.bus.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tickets with which replicas may fetch a copy. A ticket is good for one replica and one copy that arrived, until it expires; tickets and port are on
 * disk (as hashes), so that an agent that was restarted keeps its word.
 */
final class SeedOffers implements AutoCloseable {
    private static final int MOST = 100;
    private static final System.Logger LOG = System.getLogger(SeedOffers.class.getName());

    /**
     * @param hash hex SHA-256 of the ticket
     * @param replicaId whose agent may fetch it
     */
    public record Offer(String hash, String replicaId, Instant expires) {}

    /** As stored. */
    public record Stored(int port, List<Offer> offers) {
        public Stored {
            offers = List.copyOf(offers);
        }
    }

    private final Path file;
    private final Wire wire;
    private final InstantSource clock;
    private final SeedDoor.Opener opener;
    private final List<Offer> offers = new ArrayList<>();
    private @Nullable SeedDoor door;
    /** The port that was told to those who hold a ticket. */
    private int told;

    SeedOffers(Path file, Wire wire, InstantSource clock, SeedDoor.Opener opener) {
        this.file = file;
        this.wire = wire;
        this.clock = clock;
        this.opener = opener;
    }

    /** Offers again what was offered before the agent's own death. */
    synchronized void resume() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            Stored stored = wire.read(Files.readString(file), Stored.class);
            offers.addAll(stored.offers());
            told = stored.port();
        } catch (IOException | Wire.Malformed e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Copies offered earlier cannot be offered again ({0}).",
                    Trouble.of(e));
        }
        tidy();
    }

    /** Returns the port at which the copy can be fetched. */
    synchronized int offer(String ticket, String replicaId, Duration life) throws IOException {
        tidy();
        if (offers.size() >= MOST) {
            throw new IOException("too many copies are offered at the same time");
        }
        SeedDoor open = door;
        if (open == null) {
            offers.clear(); // they are for a port that another holds
            open = opener.open(this, 0);
            door = open;
            told = open.port();
        }
        String hash = hash(ticket);
        offers.removeIf(offer -> offer.hash().equals(hash));
        offers.add(new Offer(hash, replicaId, clock.instant().plus(life)));
        store();
        return told;
    }

    /** Whether the ticket opens the door to this visitor now. Takes as long for a wrong one as for a right one. */
    synchronized boolean isGood(String ticket, String visitorId) {
        byte[] hash = hash(ticket).getBytes(StandardCharsets.US_ASCII);
        Instant now = clock.instant();
        boolean good = false;
        for (Offer offer : offers) {
            boolean same = MessageDigest.isEqual(offer.hash().getBytes(StandardCharsets.US_ASCII), hash);
            good |= same
                    && offer.replicaId().equals(visitorId)
                    && offer.expires().isAfter(now);
        }
        return good;
    }

    synchronized void used(String ticket) {
        String hash = hash(ticket);
        offers.removeIf(offer -> offer.hash().equals(hash));
        tidy();
    }

    /** Closes the door behind the last ticket, and opens the one whose port another held until now. Called from time to time. */
    synchronized void tidy() {
        expire();
        try {
            if (offers.isEmpty()) {
                Files.deleteIfExists(file);
                SeedDoor last = door;
                if (last != null) {
                    last.close();
                    door = null;
                }
            } else {
                if (door == null) {
                    door = opener.open(this, told);
                }
                store();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Copies cannot be offered as promised for now ({0}).", Trouble.of(e));
        }
    }

    private void expire() {
        Instant now = clock.instant();
        offers.removeIf(offer -> !offer.expires().isAfter(now));
    }

    private void store() throws IOException {
        String text = wire.writeRecord(new Stored(told, offers));
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            AtomicFile.write(file, text);
        }
    }

    private static String hash(String ticket) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(ticket.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }

    @Override
    public synchronized void close() {
        SeedDoor open = door;
        if (open != null) {
            open.shut();
            door = null;
        }
    }
}
