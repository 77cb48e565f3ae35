package dev.coffer.cli.installation;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Command lines of processes that outlive their starter. */
public final class Detached {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private Detached() {}

    /** In a session of its own; keeps the process id, since a process that Java starts leads no group. */
    static List<String> command(List<String> command) {
        List<String> detached = new ArrayList<>();
        detached.add("setsid");
        detached.addAll(command);
        return detached;
    }

    /** A class of this program in a Java of its own, with this Java and these jars. */
    public static List<String> java(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(SEPARATOR
                .splitAsStream(System.getProperty("java.class.path", ""))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return command;
    }
}
