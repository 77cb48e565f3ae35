package dev.coffer.rehearsal;

import dev.coffer.compute.local.JavaProgram;
import dev.coffer.compute.local.RuntimeJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Puts together what control plane and agents run from, as a part of building: jars, and caches from a rehearsal. */
public final class Assembly {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Assembly() {}

    /**
     * @param runtime directory to be made, or replaced
     * @return the process's exit code: 1 when there are no caches; the programs start without, only slower
     */
    public static int run(Path runtime) throws IOException, InterruptedException {
        Path fresh = runtime.resolveSibling(runtime.getFileName() + ".new");
        remove(fresh);
        RuntimeJars.assemble(fresh, System.getProperty("java.class.path"));
        boolean rehearsed = rehearse(fresh);
        remove(runtime);
        Files.move(fresh, runtime);
        Files.write(
                runtime.resolve("server.options"),
                JavaProgram.CONTROL_PLANE.options(runtime.toAbsolutePath(), JavaProgram.WHOLE).stream()
                        .map(Assembly::quoted)
                        .toList());
        return rehearsed ? 0 : 1;
    }

    /** As files of {@code java @FILE} want it. */
    private static String quoted(String option) {
        return "\"" + option.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static boolean rehearse(Path runtime) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("coffer-rehearsal");
        Path log = home.resolve("rehearsal.log");
        List<String> command = new ArrayList<>(JavaProgram.CONTROL_PLANE.training(runtime, JavaProgram.WHOLE));
        command.addAll(List.of(Rehearsal.class.getName(), home.toString(), runtime.toString()));
        Process rehearsal = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (rehearsal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && rehearsal.exitValue() == 0) {
            remove(home);
            return true;
        }
        rehearsal.descendants().forEach(ProcessHandle::destroyForcibly);
        rehearsal.destroyForcibly();
        System.err.println("Coffer will start slower than it could, since a rehearsal failed; see " + log);
        return false;
    }

    private static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(tree)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
