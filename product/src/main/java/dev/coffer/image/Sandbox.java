package dev.coffer.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs programs of an image with the image read-only as their root, and of the host's files nothing but the instance's directory (at
 * its real path). No shell: commands are argv lists; paths of programs are those inside the image. Programs see the host's network
 * and no process but those of their own sandbox.
 *
 * <p>Uses bubblewrap; the caller's user needs no privilege.
 */
public final class Sandbox {
    private static final String PROGRAM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String INSTANCE = "COFFER_INSTANCE";

    private final Walls walls;
    private final User user;

    /**
     * @param image root of the unpacked image
     * @param home the instance's directory, writable inside
     * @param hidden directories below {@code home} that programs must not see
     */
    public Sandbox(Path image, Path home, List<Path> hidden) {
        this(new Walls(image, home, hidden), User.self());
    }

    private Sandbox(Walls walls, User user) {
        this.walls = walls;
        this.user = user;
    }

    /** The same sandbox, whose programs run as another user without any privilege. The caller must be root. */
    public Sandbox as(int uid, int gid) {
        return new Sandbox(walls, User.other(uid, gid));
    }

    /** The same sandbox, for programs that refuse to run as root: to them the caller does not look like it. */
    public Sandbox asOrdinary() {
        return new Sandbox(walls, User.ordinary());
    }

    /**
     * A short-lived program; its streams are the process's, its exit code the program's. Killing it kills the program, and the program
     * dies with the caller. Start it with {@link #start(ProcessBuilder)}: the kernel counts the death of the thread that started it as
     * the death of the caller, and virtual threads borrow theirs.
     */
    public ProcessBuilder tool(List<String> command) {
        List<String> argv = new ArrayList<>(user.prefix());
        argv.add(bubblewrap());
        argv.add("--die-with-parent");
        argv.addAll(walls.arguments(user));
        argv.add("--");
        argv.addAll(command);
        return clean(new ProcessBuilder(argv));
    }

    /** Starts a {@link #tool(List)} from a thread that stays. */
    public static Process start(ProcessBuilder tool) throws IOException {
        return Launcher.launch(tool::start);
    }

    /** Starts {@link #tool(List)}s, each reading what the one before writes, from a thread that stays. */
    public static List<Process> startPipeline(List<ProcessBuilder> tools) throws IOException {
        return Launcher.launch(() -> ProcessBuilder.startPipeline(tools));
    }

    /**
     * Starts a server that outlives the caller, with output appended to {@code log}; records its identity in {@code pidFile}. When the
     * server of that file runs already, it is that one that is returned.
     *
     * @throws IOException when it did not start, with the end of its log
     */
    public ServerProcess spawn(List<String> command, Path log, Path pidFile) throws IOException, InterruptedException {
        return new Spawn(bubblewrap(), pidFile.toAbsolutePath().normalize()).run(this::detached, command, log);
    }

    /** The server recorded in {@code pidFile}, or started for it by a caller that died before recording it, if it still runs. */
    public static Optional<ServerProcess> adopt(Path pidFile) {
        return Spawn.adopt(pidFile.toAbsolutePath().normalize());
    }

    /** The lock is held by the server and all it starts, until the last of them is gone; a second server cannot take it. */
    private ProcessBuilder detached(List<String> command, Path lock, String bubblewrap) {
        List<String> argv = new ArrayList<>(user.prefix());
        argv.addAll(List.of("setsid", "flock", "--no-fork", "--exclusive", "--nonblock"));
        argv.addAll(List.of("--conflict-exit-code", Integer.toString(Spawn.LOCKED), lock.toString()));
        argv.add(bubblewrap);
        argv.addAll(walls.arguments(user));
        argv.add("--");
        argv.addAll(command);
        return clean(new ProcessBuilder(argv));
    }

    private static ProcessBuilder clean(ProcessBuilder builder) {
        Map<String, String> environment = builder.environment();
        String instance = environment.get(INSTANCE);
        environment.clear();
        environment.put("LC_ALL", "C");
        environment.put("PATH", PROGRAM_PATH);
        if (instance != null) {
            environment.put(INSTANCE, instance);
        }
        return builder;
    }

    private static String bubblewrap() {
        return HostProgram.path("bwrap", "bubblewrap").toString();
    }
}
