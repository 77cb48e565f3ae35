package dev.coffer.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the operating system shows of instances, whatever Coffer says of them. */
final class Host {
    private static final Path CONTROL_GROUPS = Path.of("/sys/fs/cgroup");
    private static final int GROUPS_DEEP = 3;

    private final Coffer coffer;

    Host(Coffer coffer) {
        this.coffer = coffer;
    }

    /** All agents that run for the instance, not only the one it names itself. */
    List<ProcessHandle> agents(String instance) {
        String settings =
                coffer.instance(instance).resolve("agent/settings.json").toString();
        return of(instance).stream()
                .filter(process -> read(process, "cmdline").contains(settings))
                .filter(process -> read(process, "comm").startsWith("java"))
                .toList();
    }

    /** All database servers that run for the instance. */
    List<ProcessHandle> engines(String instance) {
        return of(instance).stream()
                .filter(Host::isEngine)
                .filter(process -> process.parent().filter(Host::isEngine).isEmpty()) // some have many processes
                .toList();
    }

    private static boolean isEngine(ProcessHandle process) {
        String name = read(process, "comm");
        return Stream.of(EngineKind.values()).anyMatch(kind -> name.startsWith(kind.program()));
    }

    /** Some servers write over what they were started with; the sandbox around them does not. */
    private static boolean names(ProcessHandle process, String instance) {
        return (read(process, "environ") + read(process, "cmdline")).contains(instance);
    }

    private List<ProcessHandle> of(String instance) {
        return coffer.processes().stream()
                .filter(process -> names(process, instance)
                        || process.parent()
                                .filter(parent -> names(parent, instance))
                                .isPresent())
                .toList();
    }

    private static String read(ProcessHandle process, String file) {
        try {
            Path path = Path.of("/proc", Long.toString(process.pid()), file);
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Processes, files, control groups, rows and a listening port that are left of an instance. */
    List<String> traces(String instance, String address) throws IOException {
        List<String> traces = new ArrayList<>();
        of(instance).forEach(process -> traces.add("process " + process.pid() + " " + read(process, "cmdline")));
        Files.walkFileTree(coffer.home(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                if (directory.equals(coffer.home().resolve("images"))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return visitFile(directory, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.getFileName().toString().contains(instance)) {
                    traces.add(file.toString());
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        controlGroups().filter(group -> group.endsWith(instance)).forEach(group -> traces.add(group.toString()));
        if (!address.isEmpty() && answers(address)) {
            traces.add("port 3306 of " + address);
        }
        traces.addAll(rows(instance));
        return traces;
    }

    /** What the metadata store keeps for an instance only as long as it is there or something is done to it. */
    private List<String> rows(String instance) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = store()) {
            Map<String, String> kept = Map.of(
                    "address", "instance_id = ?",
                    "public_address", "instance_id = ?",
                    "operation_lock", "resource_id = ?",
                    "outbox", "replied is null and instance_id = ?");
            for (Map.Entry<String, String> table : kept.entrySet()) {
                try (PreparedStatement query = connection.prepareStatement(
                        "select count(*) from %s where %s".formatted(table.getKey(), table.getValue()))) {
                    query.setString(1, instance);
                    try (ResultSet count = query.executeQuery()) {
                        if (count.getInt(1) > 0) {
                            rows.add("row of the table " + table.getKey());
                        }
                    }
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param error what it says went wrong; empty when nothing did */
    record Ended(String id, String kind, String state, String error) {}

    /** Operations that have not ended, whoever filed them. */
    List<String> openOperations() {
        return ask(
                "select kind, state, waiting_for, error from operation where ended is null",
                row -> "%s %s, waiting for %s: %s"
                        .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
    }

    /** When the instance's agent has reported last. */
    Instant reported(String instance) {
        return ask(
                        "select seen_at from report where instance_id = '%s'".formatted(instance),
                        row -> Instant.ofEpochMilli(row.getLong(1)))
                .stream()
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /** Commands to agents that have no reply. */
    List<String> openCommands() {
        return ask(
                "select id, instance_id, created, received from outbox where replied is null",
                row -> "%s to %s of %s, received %s"
                        .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
    }

    List<Ended> endedOperations() {
        return ask(
                "select id, kind, state, coalesce(error, '') from operation where ended is not null",
                row -> new Ended(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
    }

    /** What must not be there when there is no instance any more. */
    List<String> leftovers() throws IOException {
        List<String> left = new ArrayList<>();
        for (String directory : List.of("instances", "instances/.new", "instances/.trash", "control/servers")) {
            try (Stream<Path> files = Files.list(coffer.home().resolve(directory))) {
                files.filter(file -> !file.getFileName().toString().matches("\\.new|\\.trash"))
                        .forEach(file -> left.add(file.toString()));
            }
        }
        for (String table : List.of("address", "public_address", "operation_lock", "outbox where replied is null")) {
            left.addAll(ask("select 1 from " + table, _ -> "row of the table " + table));
        }
        return left;
    }

    @FunctionalInterface
    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> ask(String query, RowReader<T> reader) {
        try (Connection connection = store();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<T> answer = new ArrayList<>();
            while (rows.next()) {
                answer.add(reader.read(rows));
            }
            return answer;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection store() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:%s?busy_timeout=10000".formatted(coffer.home().resolve("control/coffer.db")));
    }

    private static Stream<Path> controlGroups() throws IOException {
        try (Stream<Path> groups = Files.walk(CONTROL_GROUPS, GROUPS_DEEP)) {
            return groups.filter(Files::isDirectory).toList().stream();
        } catch (UncheckedIOException changedMeanwhile) {
            return controlGroups();
        }
    }

    private static boolean answers(String address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, 3306), 500);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Agent and engine stop doing anything, as on a host that hangs. */
    void hang(String instance) throws IOException, InterruptedException {
        signal(
                "STOP",
                Stream.concat(agents(instance).stream(), engines(instance).stream())
                        .toList());
    }

    static void signal(String signal, List<ProcessHandle> processes) throws IOException, InterruptedException {
        for (ProcessHandle process : processes) {
            Programs.run(List.of("kill", "-" + signal, Long.toString(process.pid())), Map.of(), Duration.ofSeconds(10));
        }
    }

    static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    /** The only one; empty when there is none, or when there are more than may be. */
    static Optional<Long> only(List<ProcessHandle> processes) {
        return processes.size() == 1 ? Optional.of(processes.getFirst().pid()) : Optional.empty();
    }
}
