package dev.coffer.image;

import dev.coffer.fault.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A root tree as one file. */
final class Artifact {
    private final HostCommand host;

    Artifact(HostCommand host) {
        this.host = host;
    }

    static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void pack(Path tree, Path file) throws IOException, InterruptedException {
        List<String> tar = new ArrayList<>(List.of("tar", "-c", "-C", tree.toString(), "--sort=name"));
        tar.addAll(List.of("--owner=0", "--group=0", "--numeric-owner", "."));
        host.pipe(List.of(tar, List.of(zstd(), "-q", "-T0", "-3", "-o", file.toString())));
    }

    /** Unpacks what {@link #pack} made. */
    void unpack(Path file, Path tree) throws IOException, InterruptedException {
        Files.createDirectory(tree);
        List<String> tar = List.of("tar", "-x", "-p", "--no-same-owner", "-C", tree.toString());
        host.pipe(List.of(List.of(zstd(), "-q", "-d", "-c", file.toString()), tar));
    }

    /** Unpacks an operator's archive; tar itself refuses members that would lie outside the tree. */
    void unpackForeign(Path file, Path tree) throws IOException, InterruptedException {
        Files.createDirectory(tree);
        List<String> tar = List.of("tar", "-x", "--no-same-owner", "-C", tree.toString());
        try {
            host.pipe(List.of(reader(file), tar));
        } catch (HostCommand.Failed e) {
            throw DiskFull.in(String.valueOf(e.getMessage()), tree)
                    .orElseGet(() -> new Fault(
                            Fault.Kind.BAD_REQUEST,
                            "%s cannot be unpacked. It must be a tar, tar.gz, tar.xz or tar.zst. %s"
                                    .formatted(file, e.getMessage()),
                            e));
        }
    }

    private static List<String> reader(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(6);
        }
        String magic = HexFormat.of().formatHex(start);
        if (magic.startsWith("1f8b")) {
            return List.of("gzip", "-d", "-c", "--", file.toString());
        }
        if (magic.startsWith("fd377a585a00")) {
            return List.of(HostProgram.path("xz", "xz-utils").toString(), "-d", "-T0", "-c", "--", file.toString());
        }
        if (magic.startsWith("28b52ffd")) {
            return List.of(zstd(), "-q", "-d", "-c", "--", file.toString());
        }
        return List.of("cat", "--", file.toString());
    }

    private static String zstd() {
        return HostProgram.path("zstd", "zstd").toString();
    }
}
