package dev.coffer.compute.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that is an agent. It holds no secret, since everyone on the host can read it. */
@FunctionalInterface
interface AgentCommand {

    List<String> of(Place place) throws IOException;

    /**
     * A small Java virtual machine with the agent's jars. Its second compiler stays on: without it ciphers have no help of the
     * processor, and copies to replicas go at 6 MB/s in place of more than 100.
     */
    record Java(RuntimeJars jars) implements AgentCommand {
        private static final List<String> SMALL = List.of(
                "-XX:+UseSerialGC",
                "-XX:ReservedCodeCacheSize=24m",
                "-Xms8m",
                "-Xmx48m",
                "-Xss256k",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError");

        @Override
        public List<String> of(Place place) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(program().toString());
            command.addAll(SMALL);
            command.add("-XX:ErrorFile=" + place.agent().resolve("crash-%p.log"));
            command.add("-Duser.home=" + place.directory());
            command.addAll(List.of(
                    "-jar", jars.jar().toString(), "agent", place.settings().toString()));
            return command;
        }

        static Path program() {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
    }
}
