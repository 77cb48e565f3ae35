package dev.coffer.it;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The commands that the installed Trove plugin of the {@code openstack} client has, by its own table. */
record OpenstackCommands(Set<String> names) {
    private static final Path PACKAGES = Path.of("/usr/lib/python3/dist-packages");

    /** Reads the plugin's entry points, e.g. {@code database_db_list = troveclient.osc.v1.databases:ListDatabases}. */
    static OpenstackCommands installed() throws IOException {
        Set<String> names = new TreeSet<>();
        boolean inside = false;
        for (String line : Files.readAllLines(table())) {
            if (line.startsWith("[")) {
                inside = line.equals("[openstack.database.v1]");
            } else if (inside && line.contains(" = ")) {
                names.add(line.substring(0, line.indexOf(' ')).replace('_', ' '));
            }
        }
        return new OpenstackCommands(names);
    }

    private static Path table() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(PACKAGES, "python_troveclient-*.egg-info")) {
            for (Path plugin : found) {
                return plugin.resolve("entry_points.txt");
            }
        }
        throw new IOException("No python_troveclient-*.egg-info below " + PACKAGES);
    }

    /** The command of a command line: the longest name it begins with. */
    Optional<String> of(String line) {
        return names.stream()
                .filter(name -> line.equals(name) || line.startsWith(name + " "))
                .max(Comparator.comparingInt(String::length));
    }

    Set<String> of(Iterable<String> lines) {
        Set<String> used = new TreeSet<>();
        lines.forEach(line -> of(line).ifPresent(used::add));
        return used;
    }
}
