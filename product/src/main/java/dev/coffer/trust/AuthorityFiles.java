package dev.coffer.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.EnumSet;

/**
 * The authority's directory. It appears whole, by one rename: a key without its certificate, left by a crash, would be an authority
 * nobody trusts.
 */
final class AuthorityFiles {
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> SECRET =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path directory;

    AuthorityFiles(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    boolean exist() throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
            return content.iterator().hasNext();
        }
    }

    void create(PrivateKey key, X509Certificate certificate) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            throw new FileSystemException(directory.toString(), null, "a root directory cannot be used");
        }
        Files.createDirectories(parent, OWNER_ONLY);
        sweep(parent);
        Path draft = Files.createTempDirectory(parent, prefix(), OWNER_ONLY);
        write(draft.resolve("ca.key"), Pem.of(key));
        write(draft.resolve("ca.pem"), Pem.of(certificate));
        sync(draft);
        try {
            Files.move(draft, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // Another process was first; its authority is the one.
            remove(draft);
            if (!exist()) {
                throw e;
            }
        }
        sync(parent);
    }

    PrivateKey key() throws IOException, GeneralSecurityException {
        return Pem.privateKey(Files.readString(directory.resolve("ca.key")));
    }

    X509Certificate certificate() throws IOException, GeneralSecurityException {
        return Pem.certificate(Files.readString(directory.resolve("ca.pem")));
    }

    private String prefix() {
        return directory.getFileName() + ".draft-";
    }

    private void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(parent, prefix() + "*")) {
            for (Path draft : drafts) {
                remove(draft);
            }
        }
    }

    private static void remove(Path draft) throws IOException {
        Files.deleteIfExists(draft.resolve("ca.key"));
        Files.deleteIfExists(draft.resolve("ca.pem"));
        Files.deleteIfExists(draft);
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), SECRET)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
