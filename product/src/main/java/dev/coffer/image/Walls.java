package dev.coffer.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a sandbox shows and what it hides, as bubblewrap's arguments. */
final class Walls {
    /** Directories of a root tree that hold programs; on a merged tree some are links. */
    private static final List<String> PROGRAMS =
            List.of("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt");
    /** Bytes of memory a program can fill with files outside its home, per directory. */
    private static final String SCRATCH = Integer.toString(256 << 20);

    private final Path image;
    private final Path home;
    private final List<Path> hidden;

    Walls(Path image, Path home, List<Path> hidden) {
        this.image = image.toAbsolutePath().normalize();
        this.home = home.toAbsolutePath().normalize();
        this.hidden = hidden.stream()
                .map(directory -> directory.toAbsolutePath().normalize())
                .toList();
        this.hidden.forEach(directory -> {
            if (!directory.startsWith(this.home) || directory.equals(this.home)) {
                throw new IllegalArgumentException(directory + " is not below " + this.home);
            }
        });
    }

    List<String> arguments(User user) {
        List<String> arguments = new ArrayList<>(List.of("--unshare-user-try", "--unshare-pid", "--unshare-ipc"));
        arguments.addAll(user.guise());
        arguments.addAll(List.of("--unshare-uts", "--hostname", "coffer", "--cap-drop", "ALL", "--new-session"));
        programs(arguments);
        arguments.addAll(List.of("--dir", "/etc"));
        files(user).forEach((name, file) -> arguments.addAll(List.of("--ro-bind", file.toString(), "/etc/" + name)));
        arguments.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        arguments.addAll(List.of("--size", SCRATCH, "--tmpfs", "/tmp", "--size", SCRATCH, "--tmpfs", "/run"));
        arguments.addAll(List.of("--bind", home.toString(), home.toString()));
        for (Path directory : hidden) {
            arguments.addAll(List.of("--perms", "0555", "--size", "4096", "--tmpfs", directory.toString()));
        }
        arguments.addAll(List.of("--remount-ro", "/", "--chdir", home.toString()));
        return arguments;
    }

    private void programs(List<String> arguments) {
        for (String name : PROGRAMS) {
            Path directory = image.resolve(name);
            if (Files.isSymbolicLink(directory)) {
                arguments.addAll(List.of("--symlink", linkTarget(directory), "/" + name));
            } else if (Files.isDirectory(directory)) {
                arguments.addAll(List.of("--ro-bind", directory.toString(), "/" + name));
            }
        }
    }

    private static String linkTarget(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(link + " cannot be read.", e);
        }
    }

    /** The few files of {@code /etc} that programs need; they are bound from the home, which is the one place sure to be there. */
    private Map<String, Path> files(User user) {
        boolean root = user.uid() == 0;
        String account = root ? "" : "coffer:x:%d:%d::%s:/usr/sbin/nologin\n".formatted(user.uid(), user.gid(), home);
        String group = user.gid() == 0 ? "" : "coffer:x:%d:\n".formatted(user.gid());
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("passwd", "root:x:0:0:root:/:/usr/sbin/nologin\n" + account);
        contents.put("group", "root:x:0:\n" + group);
        contents.put("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
        contents.put("hosts", "127.0.0.1 localhost coffer\n");
        Path directory = home.resolve(".sandbox");
        Map<String, Path> files = new LinkedHashMap<>();
        contents.forEach((name, content) -> files.put(name, write(directory.resolve(name), content)));
        return files;
    }

    private static Path write(Path file, String content) {
        try {
            if (Files.isRegularFile(file) && Files.readString(file).equals(content)) {
                return file;
            }
            Files.createDirectories(file.getParent());
            return AtomicFile.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be written.", e);
        }
    }
}
