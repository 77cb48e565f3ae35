package dev.coffer.compute.local;

import dev.coffer.engine.Engines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The command that is an agent. It holds no secret, since everyone on the host can read it. */
@FunctionalInterface
interface AgentCommand {

    /** @param engine name of the engine beside it */
    List<String> of(Place place, String engine) throws IOException;

    /** A small Java virtual machine with the agent's jars. */
    record Java(RuntimeJars jars, Engines engines) implements AgentCommand {
        @Override
        public List<String> of(Place place, String engine) throws IOException {
            List<String> command = new ArrayList<>(JavaProgram.AGENT.command(
                    jars.directory(),
                    engines.named(engine).room(),
                    "-XX:ErrorFile=" + place.agent().resolve("crash-%p.log"),
                    "-Duser.home=" + place.directory()));
            command.addAll(List.of("dev.coffer.Main", "agent", place.settings().toString()));
            return command;
        }
    }
}
