package dev.coffer.api;

import dev.coffer.agent.command.Result;
import dev.coffer.backup.ObjectName;
import dev.coffer.backup.ObjectStore;
import dev.coffer.backup.StoredObject;
import dev.coffer.backup.Traits;
import dev.coffer.engine.LogInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published parts of a log. Each part says itself from which position of the log to which it goes; so wherever publishing is cut
 * off, what is published is known, and the next time goes on from there.
 */
final class PublishedLog {
    /** As long as Trove keeps them. */
    private static final Duration KEPT = Duration.ofDays(30);

    /** Older parts make room for newer ones. */
    private static final long MOST_BYTES = 256L << 20;

    /** So many a client sees in one list. */
    private static final int MOST_PARTS = ObjectStore.MOST_LISTED;

    private static final int PART = 1_000_000;
    private static final int PIECE = 128 * 1024;
    /** At once; the rest stays pending. An agent in hostile hands could go on for ever. */
    private static final int MOST_PIECES = 2_048;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** Reads a piece of the log from its agent. */
    @FunctionalInterface
    interface Source {
        Result.LogText read(long from, int most);
    }

    /** @param from position in the log; {@code to} is where the next part begins */
    private record Part(StoredObject object, long from, long to) {
        static Part of(StoredObject object) {
            return new Part(object, number(object, "from"), number(object, "to"));
        }

        private static long number(StoredObject object, String name) {
            String text = object.traits().metadata().getOrDefault(name, "0");
            return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
        }

        long bytes() {
            return to - from;
        }
    }

    private final LogPlace place;
    private final ObjectStore objects;
    private final InstantSource clock;

    PublishedLog(LogPlace place, ObjectStore objects, InstantSource clock) {
        this.place = place;
        this.objects = objects;
        this.clock = clock;
    }

    /** How much of a log is published. {@code lost} are lines that were rotated away before they were published. */
    record Extent(long published, long pending, boolean lost) {}

    Extent extent(LogInfo log) throws IOException {
        List<Part> parts = parts();
        long published = parts.stream().mapToLong(Part::bytes).sum();
        boolean lost = !parts.isEmpty() && (isBefore(log, parts) || isBeyond(log, parts));
        return new Extent(published, log.end() - next(log, parts), lost);
    }

    private static boolean isBefore(LogInfo log, List<Part> parts) {
        return parts.getLast().to() < log.begin();
    }

    /** The log was begun anew. */
    private static boolean isBeyond(LogInfo log, List<Part> parts) {
        return parts.getLast().to() > log.end();
    }

    private static long next(LogInfo log, List<Part> parts) {
        return parts.isEmpty() || isBefore(log, parts) || isBeyond(log, parts)
                ? log.begin()
                : parts.getLast().to();
    }

    /** All, by time; there may be more than a list holds when making room was cut off. */
    private List<Part> parts() throws IOException {
        List<Part> parts = new ArrayList<>();
        String marker = "";
        List<StoredObject> listed;
        do {
            listed = objects.list(place.container(), place.prefix(), marker, ObjectStore.MOST_LISTED);
            listed.forEach(object -> parts.add(Part.of(object)));
            marker = listed.isEmpty() ? marker : listed.getLast().name().name();
        } while (listed.size() == ObjectStore.MOST_LISTED);
        return parts;
    }

    void publish(LogInfo log, Source source) throws IOException {
        List<Part> before = parts();
        Instant last =
                before.isEmpty() ? Instant.MIN : before.getLast().object().modified();
        long at = next(log, before);
        long begun = at;
        StringBuilder text = new StringBuilder();
        Instant enough = clock.instant().plus(LONGEST);
        for (int pieces = 0;
                at < log.end() && pieces < MOST_PIECES && clock.instant().isBefore(enough);
                pieces++) {
            Result.LogText piece = source.read(at, (int) Math.min(PIECE, log.end() - at));
            if (piece.next() <= at) {
                break; // the last line is being written
            }
            begun = text.isEmpty() ? piece.from() : begun;
            text.append(piece.text());
            at = piece.next();
            if (text.length() >= PART) {
                last = put(text.toString(), begun, at, last);
                text.setLength(0);
            }
        }
        if (!text.isEmpty()) {
            put(text.toString(), begun, at, last);
        }
        makeRoom();
        describe();
    }

    /** @return the time in its name, which is later than that of the last */
    private Instant put(String text, long from, long to, Instant last) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant time = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
        ObjectName name = place.container().object(place.prefix() + "log-" + TIME.format(time));
        long lines = text.chars().filter(character -> character == '\n').count();
        put(name, "text/plain; charset=UTF-8", text, Map.of("lines", "" + lines, "from", "" + from, "to", "" + to));
        return time;
    }

    private void put(ObjectName name, String type, String text, Map<String, String> metadata) throws IOException {
        Traits traits = new Traits(type, metadata, clock.instant().plus(KEPT));
        objects.put(name, traits, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void makeRoom() throws IOException {
        List<Part> parts = parts();
        long bytes = parts.stream().mapToLong(part -> part.object().size()).sum();
        for (int gone = 0; bytes > MOST_BYTES || parts.size() - gone > MOST_PARTS; gone++) {
            StoredObject oldest = parts.get(gone).object();
            objects.delete(oldest.name());
            bytes -= oldest.size();
        }
    }

    private void describe() throws IOException {
        ObjectNode said = Json.object()
                .put("log_name", place.log().name())
                .put("log_type", place.log().switchable() ? "USER" : "SYS")
                .put("log_size", parts().stream().mapToLong(Part::bytes).sum());
        put(place.metafile(), Response.JSON, said.toString(), Map.of());
    }

    void discard() throws IOException {
        for (List<Part> parts = parts(); !parts.isEmpty(); parts = parts()) {
            for (Part part : parts) {
                objects.delete(part.object().name());
            }
        }
        objects.delete(place.metafile());
    }
}
