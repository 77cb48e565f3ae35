package dev.coffer.backup.filesystem;

import dev.coffer.backup.ObjectContent;
import dev.coffer.backup.ObjectName;
import dev.coffer.backup.StoredObject;
import dev.coffer.backup.Traits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An object as one file: the content, then what is known of it, then the length of that and a mark. */
final class ObjectFile {
    private static final int MARK = 0x436f6631;
    private static final int TAIL = 2 * Integer.BYTES;
    private static final int LONGEST_DESCRIPTION = 1 << 20;
    private static final long NEVER = Long.MAX_VALUE;
    private static final FileAttribute<?> OWNERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private ObjectFile() {}

    /** Makes the file, with all of it on the disk. */
    static StoredObject write(Path file, ObjectName name, Traits traits, InputStream content, Instant now)
            throws IOException {
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(file, options, OWNERS)) {
            OutputStream out = Channels.newOutputStream(channel);
            DigestOutputStream digested = new DigestOutputStream(out, md5());
            long size = content.transferTo(digested);
            String md5 = HexFormat.of().formatHex(digested.getMessageDigest().digest());
            StoredObject object = new StoredObject(name, size, md5, now.truncatedTo(ChronoUnit.MICROS), traits);
            byte[] description = description(object);
            ByteBuffer end = ByteBuffer.allocate(description.length + TAIL);
            end.put(description).putInt(description.length).putInt(MARK);
            out.write(end.array());
            channel.force(true);
            return object;
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] description(StoredObject object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(object.md5());
        out.writeLong(object.modified().getEpochSecond());
        out.writeInt(object.modified().getNano());
        Instant expires = object.traits().expires();
        out.writeLong(expires == null ? NEVER : expires.getEpochSecond());
        out.writeUTF(object.traits().type());
        out.writeInt(object.traits().metadata().size());
        for (Map.Entry<String, String> entry : object.traits().metadata().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
        return bytes.toByteArray();
    }

    static StoredObject read(Path file, ObjectName name) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return read(channel, file, name);
        }
    }

    private static StoredObject read(FileChannel channel, Path file, ObjectName name) throws IOException {
        long length = channel.size();
        if (length < TAIL) {
            throw damaged(file);
        }
        ByteBuffer tail = part(channel, length - TAIL, TAIL);
        int description = tail.getInt();
        if (tail.getInt() != MARK || description < 0 || description > Math.min(LONGEST_DESCRIPTION, length - TAIL)) {
            throw damaged(file);
        }
        long size = length - TAIL - description;
        byte[] described = part(channel, size, description).array();
        return described(new DataInputStream(new ByteArrayInputStream(described)), name, size);
    }

    private static StoredObject described(DataInputStream in, ObjectName name, long size) throws IOException {
        String md5 = in.readUTF();
        Instant modified = Instant.ofEpochSecond(in.readLong(), in.readInt());
        long until = in.readLong();
        @Nullable Instant expires = until == NEVER ? null : Instant.ofEpochSecond(until);
        String type = in.readUTF();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            metadata.put(in.readUTF(), in.readUTF());
        }
        return new StoredObject(name, size, md5, modified, new Traits(type, metadata, expires));
    }

    private static IOException damaged(Path file) {
        return new IOException("%s is no whole object; remove it.".formatted(file));
    }

    private static ByteBuffer part(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("An object became shorter while it was read.");
            }
        }
        return buffer.flip();
    }

    static ObjectContent open(Path file, ObjectName name) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            StoredObject object = read(channel, file, name);
            channel.position(0);
            return new ObjectContent(object, new Content(Channels.newInputStream(channel), object.size()));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The content without what follows it. */
    private static final class Content extends FilterInputStream {
        private long left;

        Content(InputStream file, long size) {
            super(file);
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = super.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("An object became shorter while it was read.");
            }
            left -= count;
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(Math.min(count, left));
            left -= skipped;
            return skipped;
        }

        @Override
        public int available() throws IOException {
            return (int) Math.min(super.available(), left);
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
