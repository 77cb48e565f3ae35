package dev.coffer.agent;

import dev.coffer.bus.Wire;
import dev.coffer.engine.Engines;
import dev.coffer.engine.Node;
import dev.coffer.engine.Server;
import dev.coffer.image.Sandbox;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;

/** The agent as a process. */
public final class AgentProcess {
    private static final System.Logger LOG = System.getLogger(AgentProcess.class.getName());

    private AgentProcess() {}

    /**
     * Runs the agent until the process is ended. Returns at once when another agent of the instance runs.
     *
     * @param settingsFile {@code <home>/agent/settings.json}
     * @return the process's exit code
     */
    public static int run(Path settingsFile) throws IOException, InterruptedException {
        AgentSettings settings = settings(settingsFile);
        AgentLog.toStandardOutput(settings.instanceId());
        Thread.setDefaultUncaughtExceptionHandler(AgentProcess::end);
        AgentFiles files = new AgentFiles(Path.of(settings.home()).toAbsolutePath());
        files.makeDirectories();
        try (FileChannel channel = FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                LOG.log(System.Logger.Level.INFO, "Another agent of this instance runs; nothing to do.");
                return 0;
            }
            AgentLog.alsoTo(GuestLog.file(files), settings.instanceId());
            LOG.log(
                    System.Logger.Level.INFO,
                    "Agent {0} starts.",
                    Long.toString(ProcessHandle.current().pid()));
            try (Agent agent = new Agent(settings, files, server(settings, files), InstantSource.system())) {
                agent.start();
                Thread.currentThread().join();
            }
        }
        return 0;
    }

    /** An agent that lost one of its threads would look alive and do nothing; a dead one is started again. */
    private static void end(Thread thread, Throwable error) {
        Trouble.log("The agent's thread " + thread.getName(), error);
        Runtime.getRuntime().halt(70);
    }

    private static AgentSettings settings(Path file) throws IOException {
        try {
            return Wire.lenient().read(Files.readString(file), AgentSettings.class);
        } catch (Wire.Malformed e) {
            throw new IOException("%s is no agent's settings (%s).".formatted(file, e.getMessage()), e);
        }
    }

    private static Server server(AgentSettings settings, AgentFiles files) {
        Sandbox sandbox = new Sandbox(Path.of(settings.image()), files.home(), List.of(files.own()));
        return Engines.shipped()
                .named(settings.engine())
                .open(new Node(
                        settings.instanceId(),
                        settings.version(),
                        settings.address(),
                        files.home(),
                        files.secrets(),
                        settings.ram(),
                        settings.vcpus(),
                        settings.volumeSize(),
                        sandbox,
                        settings.publicAddress()));
    }
}
