package dev.coffer;

import dev.coffer.agent.AgentProcess;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.config.ConfigurationFile;
import dev.coffer.config.Home;
import dev.coffer.config.InvalidConfiguration;
import dev.coffer.rehearsal.Assembly;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one entrance: {@code server} is the control plane, {@code agent} a guest agent, {@code assemble} puts together what both run from,
 * as a part of building; everything else is a verb of the client.
 */
public final class Main {
    /** As {@code sysexits.h}: the configuration is at fault, or the service cannot be given. */
    private static final int BAD_CONFIGURATION = 78;

    private static final int UNAVAILABLE = 69;

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = List.of(arguments);
        String verb = words.isEmpty() ? "" : words.getFirst();
        int exit = switch (verb) {
            case "server" -> server();
            case "agent" -> AgentProcess.run(Path.of(words.get(1)));
            case "assemble" -> Assembly.run(Path.of(words.get(1)));
            default -> client(words);
        };
        System.exit(exit);
    }

    private static int server() {
        System.setProperty("coffer.log.form", Terminal.isTerminal(Path.of("/proc/self/fd/1")) ? "text" : "json");
        try (ControlPlane controlPlane = ControlPlane.start(ConfigurationFile.read(Home.of(System.getenv())))) {
            controlPlane.serve();
            return 0;
        } catch (InvalidConfiguration e) {
            System.err.println(e.getMessage());
            return BAD_CONFIGURATION;
        } catch (StartFailure e) {
            System.err.println(e.getMessage());
            return UNAVAILABLE;
        }
    }

    private static int client(List<String> words) {
        System.setProperty("coffer.log.level", System.getProperty("coffer.log.level", "ERROR"));
        System.setProperty("coffer.log.target", "System.err");
        return Client.run(words);
    }
}
