package dev.coffer.compute.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * The instances' directories. Each appears complete and disappears whole, by a rename.
 *
 * <p>A directory's owner is the record of who has which user id.
 */
final class Directories {
    private final Path home;
    private final Path instances;
    private final Path fresh;
    private final Path trash;

    Directories(Path home) throws IOException {
        this.home = home;
        this.instances = Place.instances(home);
        this.fresh = instances.resolve(".new");
        this.trash = instances.resolve(".trash");
        Host.directory(home, "rwx--x--x");
        Host.directory(instances, "rwx--x--x");
        Host.directory(fresh, "rwx------");
        Host.directory(trash, "rwx------");
        Host.directory(home.resolve("control"), "rwx------");
        Host.directory(Place.records(home), "rwx------");
        Host.directory(home.resolve("log"), "rwx------");
        Host.directory(Place.logs(home), "rwx------");
    }

    boolean exists(Place place) {
        return Files.isDirectory(place.directory(), LinkOption.NOFOLLOW_LINKS);
    }

    int owner(Place place) throws IOException {
        return Host.uid(place.directory());
    }

    /**
     * Makes the directory with these files of the agent.
     *
     * @param owner asked for a free user id, with the owners of all directories at hand
     */
    synchronized void make(Place place, Map<String, String> agentFiles, IntSupplier owner) throws IOException {
        Path tree = fresh.resolve(place.instanceId());
        Removal.of(tree);
        int uid = owner.getAsInt();
        Host.directory(tree, "rwx------");
        for (String name : Place.DIRECTORIES) {
            Host.directory(tree.resolve(name), "rwx------");
        }
        Path agent = tree.resolve("agent");
        for (Map.Entry<String, String> file : agentFiles.entrySet()) {
            Host.newFile(agent.resolve(file.getKey()), file.getValue(), "rw-------");
        }
        Files.createSymbolicLink(agent.resolve("agent.log"), place.log());
        Host.sync(agent);
        if (Host.isRoot()) {
            give(tree, uid);
        }
        Files.move(tree, place.directory(), StandardCopyOption.ATOMIC_MOVE);
        Host.sync(instances);
    }

    private static void give(Path tree, int uid) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(tree)) {
            all = paths.toList();
        }
        for (Path path : all) {
            Host.give(path, uid);
        }
    }

    /** Puts a finished file into the agent's directory, wherever its owner may have pointed links to. */
    synchronized void put(Place place, String name, String content) throws IOException {
        Path staged = fresh.resolve(place.instanceId() + "." + name);
        Files.deleteIfExists(staged);
        Host.newFile(staged, content, "rw-------");
        if (Host.isRoot()) {
            Host.give(staged, owner(place));
        }
        try (SecureDirectoryStream<Path> from = open(fresh);
                SecureDirectoryStream<Path> agent = agent(place)) {
            from.move(staged.getFileName(), agent, Path.of(name));
        }
    }

    boolean has(Place place, String name) throws IOException {
        try (SecureDirectoryStream<Path> agent = agent(place)) {
            agent.getFileAttributeView(Path.of(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            return true;
        } catch (NoSuchFileException absent) {
            return false;
        }
    }

    private SecureDirectoryStream<Path> agent(Place place) throws IOException {
        try (SecureDirectoryStream<Path> all = open(instances);
                SecureDirectoryStream<Path> guest =
                        all.newDirectoryStream(Path.of(place.instanceId()), LinkOption.NOFOLLOW_LINKS)) {
            return guest.newDirectoryStream(Path.of("agent"), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static SecureDirectoryStream<Path> open(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("This system cannot open files relative to a directory; Coffer needs Linux.");
    }

    /** Takes the directory out of sight, then removes it; what a crash leaves is removed by {@link #sweep}. */
    void remove(Place place) throws IOException {
        if (exists(place)) {
            Path gone = trash.resolve(place.instanceId() + "." + UUID.randomUUID());
            Files.move(place.directory(), gone, StandardCopyOption.ATOMIC_MOVE);
            Host.sync(instances);
            Removal.of(gone);
        }
        Removal.of(fresh.resolve(place.instanceId()));
        Files.deleteIfExists(place.log());
        Files.deleteIfExists(place.formerLog());
        Files.deleteIfExists(place.record());
    }

    /** Removes what removals that were killed left behind. */
    void sweep() throws IOException {
        for (Path gone : entries(trash)) {
            Removal.of(gone);
        }
    }

    /** Ids of all instances that have a directory or a record. */
    List<String> ids() throws IOException {
        Stream<String> directories = entries(instances).stream().map(Directories::name);
        Stream<String> records = entries(Place.records(home)).stream()
                .map(Directories::name)
                .filter(name -> name.endsWith(".json"))
                .map(name -> name.substring(0, name.length() - ".json".length()));
        return Stream.concat(directories, records)
                .filter(Place::isId)
                .distinct()
                .sorted()
                .toList();
    }

    /** Owners of everything that is or was an instance's. */
    List<Integer> owners() throws IOException {
        List<Integer> owners = new ArrayList<>();
        for (Path place : List.of(instances, fresh, trash)) {
            for (Path path : entries(place)) {
                try {
                    owners.add(Host.uid(path));
                } catch (NoSuchFileException removedMeanwhile) {
                    continue;
                }
            }
        }
        return List.copyOf(owners);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }
}
