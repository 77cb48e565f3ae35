package dev.coffer.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One log as a sequence of bytes whose positions only grow, kept in the file that is being written and the one before it.
 *
 * <p>A file that is set aside gets the position of its first byte as the end of its name, and the one being written begins where that
 * one ends: so positions need no record of their own, and are right whenever an agent dies. Symbolic links are not followed, since the
 * engine, which may be in hostile hands, owns the directory.
 */
public final class LogFile {
    private static final int MOST_DIGITS = 18;
    private static final int MOST_ASIDE = 1_000;
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private final Path home;
    private final String directory;
    private final String name;

    /**
     * @param home that only the agent can replace
     * @param directory in it
     */
    public LogFile(Path home, String directory, String name) {
        this.home = home;
        this.directory = directory;
        this.name = name;
    }

    /**
     * What was read.
     *
     * @param from later than asked for when what was there before is gone
     * @param beginsLine whether a line begins there: so it does where a file begins, since the engine writes whole lines to each
     */
    public record Piece(long from, boolean beginsLine, byte[] bytes) {
        public long next() {
            return from + bytes.length;
        }

        @Override
        public String toString() {
            return bytes.length + " bytes from " + from;
        }
    }

    private record Part(String file, long begin, long size) {
        long end() {
            return begin + size;
        }
    }

    public Path path() {
        return home.resolve(directory).resolve(name);
    }

    public synchronized long begin() throws IOException {
        return within(log -> parts(log).getFirst().begin(), 0L);
    }

    public synchronized long end() throws IOException {
        return within(log -> parts(log).getLast().end(), 0L);
    }

    /** Bytes that are there. */
    public synchronized long size() throws IOException {
        return end() - begin();
    }

    /** Whether the file is there that the engine writes to, and how large it is. */
    public synchronized Optional<Long> current() throws IOException {
        return within(log -> size(log, name), Optional.<Long>empty());
    }

    /** Whether something was set aside. */
    public synchronized boolean hasAside() throws IOException {
        return within(log -> !aside(log).isEmpty(), false);
    }

    /** Reads from the position, never across two files: the next piece is in the next. No bytes at the end of the log. */
    public synchronized Piece read(long from, int most) throws IOException {
        return within(log -> read(log, from, most), new Piece(0, true, new byte[0]));
    }

    private Piece read(SecureDirectoryStream<Path> log, long from, int most) throws IOException {
        List<Part> parts = parts(log);
        long at = Math.clamp(from, parts.getFirst().begin(), parts.getLast().end());
        for (Part part : parts) {
            if (at < part.end()) {
                int length = (int) Math.min(most, part.end() - at);
                long offset = at - part.begin();
                return new Piece(at, isLineStart(log, part, offset), bytes(log, part.file(), offset, length));
            }
        }
        return new Piece(at, true, new byte[0]);
    }

    private static boolean isLineStart(SecureDirectoryStream<Path> log, Part part, long offset) throws IOException {
        if (offset == 0) {
            return true;
        }
        byte[] before = bytes(log, part.file(), offset - 1, 1);
        return before.length == 1 && before[0] == '\n';
    }

    private static byte[] bytes(SecureDirectoryStream<Path> log, String file, long offset, int length)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        try (SeekableByteChannel channel = log.newByteChannel(Path.of(file), READ)) {
            channel.position(offset);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                // until it is full
            }
        }
        buffer.flip();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    /** Where the last so many lines begin, of the last so many bytes. */
    public synchronized long lastLines(int lines, int most) throws IOException {
        long end = end();
        long from = Math.max(begin(), end - most);
        List<Long> starts = new ArrayList<>(List.of(from));
        for (Piece piece = read(from, most); piece.bytes().length > 0; piece = read(piece.next(), most)) {
            for (int i = 0; i < piece.bytes().length; i++) {
                if (piece.bytes()[i] == '\n' && piece.from() + i + 1 < end) {
                    starts.add(piece.from() + i + 1);
                }
            }
            if (piece.next() >= end) {
                break;
            }
        }
        // where the bytes begin is the middle of a line, unless the log begins there
        boolean whole = from == begin();
        List<Long> lineStarts = whole || starts.size() == 1 ? starts : starts.subList(1, starts.size());
        return lines == 0 ? end : lineStarts.get(Math.max(0, lineStarts.size() - lines));
    }

    /** Gives the file that is being written another name, and removes those that were set aside before. The engine must open it anew. */
    public synchronized void setAside() throws IOException {
        Optional<Long> done = within(
                log -> {
                    List<Part> parts = parts(log);
                    Part last = parts.getLast();
                    if (!last.file().equals(name)) {
                        return Optional.<Long>empty();
                    }
                    log.move(Path.of(name), log, Path.of(name + "." + last.begin()));
                    for (Part older : parts.subList(0, parts.size() - 1)) {
                        log.deleteFile(Path.of(older.file()));
                    }
                    return Optional.of(last.end());
                },
                Optional.empty());
        if (done.isEmpty()) {
            throw new NoSuchFileException(path().toString());
        }
    }

    /** In order; at least one, of which the last is the file that is being written unless that is not there. */
    private List<Part> parts(SecureDirectoryStream<Path> log) throws IOException {
        List<Part> parts = aside(log);
        long begin = parts.isEmpty() ? 0 : parts.getLast().end();
        size(log, name).ifPresent(size -> parts.add(new Part(name, begin, size)));
        return parts.isEmpty() ? List.of(new Part("", 0, 0)) : parts;
    }

    private List<Part> aside(SecureDirectoryStream<Path> log) throws IOException {
        List<Part> parts = new ArrayList<>();
        try (DirectoryStream<Path> files = log.newDirectoryStream(Path.of("."), LinkOption.NOFOLLOW_LINKS)) {
            for (Path file : files) {
                String other = file.getFileName().toString();
                Optional<Long> begin = beginOf(other);
                if (begin.isPresent() && parts.size() < MOST_ASIDE) {
                    size(log, other).ifPresent(size -> parts.add(new Part(other, begin.get(), size)));
                }
            }
        }
        parts.sort(Comparator.comparingLong(Part::begin));
        return parts;
    }

    private Optional<Long> beginOf(String file) {
        String digits = file.startsWith(name + ".") ? file.substring(name.length() + 1) : "";
        boolean numbered = !digits.isEmpty()
                && digits.length() <= MOST_DIGITS
                && digits.chars().allMatch(character -> character >= '0' && character <= '9');
        return numbered ? Optional.of(Long.parseLong(digits)) : Optional.empty();
    }

    /** Of a regular file; nothing else is one of ours. */
    private static Optional<Long> size(SecureDirectoryStream<Path> log, String file) throws IOException {
        try {
            BasicFileAttributes attributes = log.getFileAttributeView(
                            Path.of(file), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            return attributes.isRegularFile() ? Optional.of(attributes.size()) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Work in the log's directory. */
    @FunctionalInterface
    private interface Work<T> {
        T in(SecureDirectoryStream<Path> log) throws IOException;
    }

    private <T> T within(Work<T> work, T otherwise) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(home)) {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("The file system of %s cannot tell links from files safely.".formatted(home));
            }
            try (SecureDirectoryStream<Path> log =
                    secure.newDirectoryStream(Path.of(directory), LinkOption.NOFOLLOW_LINKS)) {
                return work.in(log);
            }
        } catch (NoSuchFileException e) {
            return otherwise;
        }
    }
}
