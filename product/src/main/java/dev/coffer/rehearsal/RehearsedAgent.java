package dev.coffer.rehearsal;

import dev.coffer.agent.AgentProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * An agent that loads what it would need with an engine beside it, and then is one. Sees only an agent's jars.
 */
public final class RehearsedAgent {
    /** Of every agent. */
    private static final List<String> LOADED =
            List.of("dev/coffer/agent/", "dev/coffer/engine/server/", "dev/coffer/image/");

    private static final Pattern HEAD = Pattern.compile("dev/coffer/engine/[^/]+");

    /** What a room's driver needs soon. */
    private static final Map<String, List<String>> DRIVERS = Map.of(
            "mysql", List.of("org/mariadb/jdbc/client/", "org/mariadb/jdbc/message/"),
            "postgresql", List.of("org/postgresql/core/", "org/postgresql/jdbc/", "org/postgresql/util/"));
    /** Its constants are made of many lambdas. */
    private static final List<String> INITIALIZED = List.of("org/mariadb/jdbc/client/");

    private RehearsedAgent() {}

    /** @param arguments the settings file, the jars to load from, and the room of its engine */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String room = arguments[2];
        List<String> loaded = new ArrayList<>(LOADED);
        loaded.add("dev/coffer/engine/" + room + "/");
        loaded.addAll(DRIVERS.getOrDefault(room, List.of()));
        for (String jar : arguments[1].split(File.pathSeparator)) {
            try (JarFile classes = new JarFile(jar)) {
                classes.stream()
                        .map(JarEntry::getName)
                        .filter(name -> name.endsWith(".class"))
                        .filter(name ->
                                isBelow(loaded, name) || HEAD.matcher(name).matches())
                        .forEach(RehearsedAgent::load);
            }
        }
        if (room.equals("mysql")) {
            callNobody();
        }
        System.exit(AgentProcess.run(Path.of(arguments[0])));
    }

    private static boolean isBelow(List<String> directories, String name) {
        return directories.stream().anyMatch(name::startsWith);
    }

    private static void load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, isBelow(INITIALIZED, file), RehearsedAgent.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError absent) {
            // a part of a driver that asks for a library that agents do not have
        }
    }

    /** What a driver does before anybody answers. */
    private static void callNobody() {
        Properties properties = new Properties();
        properties.setProperty("user", "nobody");
        properties.setProperty("password", "none");
        properties.setProperty("localSocket", "/nonexistent");
        properties.setProperty("socketFactory", "dev.coffer.engine.mysql.UnixSocketFactory");
        try (Connection _ = DriverManager.getConnection("jdbc:mariadb://localhost/", properties)) {
            throw new IllegalStateException("Somebody answers.");
        } catch (SQLException expected) {
            // nobody is there
        }
    }
}
