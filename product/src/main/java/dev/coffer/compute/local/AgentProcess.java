package dev.coffer.compute.local;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Starts an agent in a session of its own, as its own user, with nothing of the caller's environment. */
final class AgentProcess {
    private static final Set<String> BEFORE_THE_AGENT = Set.of("jspawnhelper", "setsid", "setpriv");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LONGEST_LOG = 10L * 1024 * 1024;
    private static final int LOG_TAIL = 2000;

    private final AgentCommand command;

    AgentProcess(AgentCommand command) {
        this.command = command;
    }

    Processes.Found start(Place place, String engine, OptionalInt uid) throws IOException {
        rotate(place);
        List<String> argv = new ArrayList<>(List.of("setsid"));
        uid.ifPresent(user -> argv.addAll(
                List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs")));
        argv.addAll(command.of(place, engine));
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(place.directory().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(place.log().toFile()));
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("MALLOC_ARENA_MAX", "1"); // the C library would keep some memory per thread
        environment.put("HOME", place.directory().toString());
        environment.put(Processes.INSTANCE, place.directory().toString());
        environment.put(Processes.ROLE, Processes.AGENT);
        Process process = builder.start();
        boolean settled = Waiting.until(PATIENCE, () -> !process.isAlive() || isReached(process.pid()));
        if (settled && process.isAlive()) {
            return Processes.find(process.pid()).orElseThrow(() -> failure(place));
        }
        process.destroyForcibly();
        throw failure(place);
    }

    /** Whether the small programs that prepare the process have become the agent. */
    private static boolean isReached(long pid) {
        return Processes.executable(pid)
                .map(Path::getFileName)
                .filter(program -> !BEFORE_THE_AGENT.contains(program.toString()))
                .isPresent();
    }

    private static void rotate(Place place) throws IOException {
        if (Files.exists(place.log()) && Files.size(place.log()) > LONGEST_LOG) {
            Files.move(place.log(), place.formerLog(), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(place.log())) {
            Host.newFile(place.log(), "", "rw-------");
        }
    }

    private static IOException failure(Place place) {
        String end;
        try {
            byte[] log = Files.readAllBytes(place.log());
            int from = Math.max(0, log.length - LOG_TAIL);
            end = new String(log, from, log.length - from, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            end = "(it cannot be read: " + e.getMessage() + ")";
        }
        return new IOException("The agent ended at once. The end of %s: %s".formatted(place.log(), end));
    }
}
