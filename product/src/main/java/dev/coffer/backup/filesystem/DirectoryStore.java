package dev.coffer.backup.filesystem;

import dev.coffer.backup.Container;
import dev.coffer.backup.ObjectContent;
import dev.coffer.backup.ObjectName;
import dev.coffer.backup.ObjectStore;
import dev.coffer.backup.StoredObject;
import dev.coffer.backup.Traits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory with a directory for each project, in it one for each container, in it a file for each object. An object is written
 * beside them and moved to its place when it is on the disk.
 */
public final class DirectoryStore implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryStore.class);
    /** No name of ours begins so. */
    private static final String DRAFTS = ".drafts";

    private static final FileAttribute<?> OWNERS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final InstantSource clock;

    private DirectoryStore(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Opens the store, which nobody else has open; what was half written when the last one died is removed. */
    public static DirectoryStore open(Path root, InstantSource clock) throws IOException {
        DirectoryStore store = new DirectoryStore(root, clock);
        makeDirectory(root);
        makeDirectory(store.drafts());
        for (Path draft : entries(store.drafts())) {
            Files.deleteIfExists(draft);
        }
        return store;
    }

    private Path drafts() {
        return root.resolve(DRAFTS);
    }

    private Path directory(Container container) throws UnfitName {
        return root.resolve(FileName.of(container.project())).resolve(FileName.of(container.name()));
    }

    private Path file(ObjectName name) throws UnfitName {
        return directory(name.container()).resolve(FileName.of(name.name()));
    }

    @Override
    public StoredObject put(ObjectName name, Traits traits, InputStream content) throws IOException {
        Path file = file(name);
        Path container = Objects.requireNonNull(file.getParent());
        makeDirectory(Objects.requireNonNull(container.getParent()));
        makeDirectory(container);
        Path draft = drafts().resolve(UUID.randomUUID().toString());
        try {
            StoredObject object = ObjectFile.write(draft, name, traits, content, clock.instant());
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(container);
            return object;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    @Override
    public Optional<StoredObject> find(ObjectName name) throws IOException {
        return ifThere(() -> ObjectFile.read(file(name), name));
    }

    @Override
    public Optional<ObjectContent> open(ObjectName name) throws IOException {
        return ifThere(() -> ObjectFile.open(file(name), name));
    }

    @Override
    public boolean delete(ObjectName name) throws IOException {
        return ifThere(() -> {
                    Path file = file(name);
                    Files.delete(file);
                    sync(Objects.requireNonNull(file.getParent()));
                    return true;
                })
                .isPresent();
    }

    @Override
    public List<StoredObject> list(Container container, String prefix, String marker, int limit) throws IOException {
        List<StoredObject> found = new ArrayList<>();
        Optional<Path> directory = ifThere(() -> directory(container));
        List<Path> files = directory.isPresent() ? entries(directory.get()) : List.of();
        List<String> names = files.stream()
                .flatMap(file -> name(file).stream())
                .filter(name -> name.startsWith(prefix) && name.compareTo(marker) > 0)
                .sorted()
                .toList();
        for (String name : names) {
            if (found.size() >= Math.min(limit, MOST_LISTED)) {
                break;
            }
            listed(container.object(name)).ifPresent(found::add);
        }
        return found;
    }

    /** One that cannot be read must not hide the others. */
    private Optional<StoredObject> listed(ObjectName name) {
        try {
            return find(name);
        } catch (IOException e) {
            LOG.warn("An object cannot be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public boolean exists(Container container) throws IOException {
        return ifThere(() -> directory(container)).filter(Files::isDirectory).isPresent();
    }

    @Override
    public List<String> containers(String project) throws IOException {
        Optional<Path> directory = ifThere(() -> root.resolve(FileName.of(project)));
        return directory.isEmpty()
                ? List.of()
                : entries(directory.get()).stream()
                        .flatMap(file -> name(file).stream())
                        .sorted()
                        .toList();
    }

    @Override
    public int removeExpired(Instant now) throws IOException {
        int removed = 0;
        for (Path project : entries(root)) {
            Optional<String> owner = name(project);
            for (String container : owner.isEmpty() ? List.<String>of() : containers(owner.get())) {
                removed += removeExpired(new Container(owner.get(), container), now);
            }
        }
        return removed;
    }

    private int removeExpired(Container container, Instant now) throws IOException {
        int removed = 0;
        for (Path file : entries(directory(container))) {
            Optional<StoredObject> object = name(file).map(container::object).flatMap(this::listed);
            Instant expires =
                    object.map(StoredObject::traits).map(Traits::expires).orElse(null);
            if (object.isPresent()
                    && expires != null
                    && expires.isBefore(now)
                    && delete(object.get().name())) {
                removed++;
            }
        }
        return removed;
    }

    private static Optional<String> name(Path file) {
        return FileName.name(file.getFileName().toString());
    }

    /** Access to what may not be there. */
    @FunctionalInterface
    private interface Access<T> {
        T get() throws IOException;
    }

    private static <T> Optional<T> ifThere(Access<T> access) throws IOException {
        try {
            return Optional.of(access.get());
        } catch (NoSuchFileException | UnfitName e) {
            return Optional.empty();
        }
    }

    /** By name; none of a directory that is not there. */
    private static List<Path> entries(Path directory) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            files.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        entries.sort(Comparator.naturalOrder());
        return entries;
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, OWNERS);
            sync(Objects.requireNonNull(directory.toAbsolutePath().getParent()));
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
