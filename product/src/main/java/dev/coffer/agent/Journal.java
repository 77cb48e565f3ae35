package dev.coffer.agent;

import dev.coffer.bus.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which commands were begun and how they ended, one small file each; a command's content is never in it.
 *
 * <p>A command that was begun and not ended is carried out again when the control plane sends it again, as it does on every connect
 * for what it still wants; the agent never takes up by itself what nobody may want any more. Ended ones are kept for a while after
 * the control plane has settled them, so that a copy that was still on its way is answered and not carried out once more.
 */
final class Journal {
    private static final Duration KEPT = Duration.ofHours(12);
    private static final Duration ABANDONED = Duration.ofDays(7);
    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    /** @param result JSON; null while it is being carried out */
    public record Entry(String id, Instant at, @Nullable String result, boolean settled) {}

    private final Path directory;
    private final Wire wire;
    private final InstantSource clock;
    private final Map<String, Entry> entries = new HashMap<>();

    Journal(Path directory, Wire wire, InstantSource clock) throws IOException {
        this.directory = directory;
        this.wire = wire;
        this.clock = clock;
        AtomicFile.makeDirectory(directory);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                load(file);
            }
        }
        sweep();
    }

    private void load(Path file) throws IOException {
        try {
            Entry entry = wire.read(Files.readString(file), Entry.class);
            entries.put(entry.id(), entry);
        } catch (Wire.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "Journal file {0} is damaged and put aside.", file.getFileName());
            Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
        }
    }

    /** The result of a command that has ended. */
    synchronized Optional<String> result(String id) {
        return Optional.ofNullable(entries.get(id)).map(Entry::result);
    }

    synchronized boolean begun(String id) {
        return entries.containsKey(id);
    }

    synchronized void begin(String id) throws IOException {
        if (!entries.containsKey(id)) {
            store(new Entry(id, clock.instant(), null, false));
        }
    }

    synchronized void end(String id, String result) throws IOException {
        store(new Entry(id, clock.instant(), result, false));
    }

    synchronized void settle(String id) throws IOException {
        Entry entry = entries.get(id);
        if (entry != null && entry.result() != null && !entry.settled()) {
            store(new Entry(id, entry.at(), entry.result(), true));
        }
    }

    /** Ended ones the control plane has not settled, oldest first. */
    synchronized List<Entry> unsettled() {
        return entries.values().stream()
                .filter(entry -> entry.result() != null && !entry.settled())
                .sorted(Comparator.comparing(Entry::at))
                .toList();
    }

    synchronized void sweep() throws IOException {
        Instant now = clock.instant();
        for (Entry entry : List.copyOf(entries.values())) {
            if (isOver(entry, now)) {
                Files.deleteIfExists(file(entry.id()));
                entries.remove(entry.id());
            }
        }
    }

    private static boolean isOver(Entry entry, Instant now) {
        if (entry.settled()) {
            return entry.at().plus(KEPT).isBefore(now);
        }
        return entry.result() == null && entry.at().plus(ABANDONED).isBefore(now);
    }

    private void store(Entry entry) throws IOException {
        AtomicFile.write(file(entry.id()), wire.writeRecord(entry));
        entries.put(entry.id(), entry);
    }

    /** Ids are the control plane's words; a file name made of their hash can only be a file name. */
    private Path file(String id) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return directory.resolve(HexFormat.of().formatHex(hash) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256.", e);
        }
    }
}
