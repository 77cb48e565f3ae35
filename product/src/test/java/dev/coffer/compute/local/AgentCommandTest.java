package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.compute.ServerSpec;
import dev.coffer.compute.local.LocalCompute.Installation;
import dev.coffer.engine.Engines;
import dev.coffer.model.Flavor;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real command, with a program in the agent's place. */
final class AgentCommandTest {
    private static final String PROGRAM = """
            package dev.coffer;
            public class Main {
                public static void main(String[] arguments) throws Exception {
                    System.out.println(String.join(" ", arguments) + " " + System.getProperty("user.home"));
                    System.out.println(java.nio.file.Files.readString(java.nio.file.Path.of(arguments[1])));
                    System.out.println("ready");
                    Thread.sleep(600_000);
                }
            }
            """;

    @TempDir
    private Path home;

    @TempDir
    private Path build;

    @Test
    void an_agent_runs_from_the_copied_jars_and_reads_its_settings() throws IOException {
        Path source = build.resolve("Main.java");
        Files.writeString(source, PROGRAM);
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", build.resolve("classes").toString(), source.toString());
        assertThat(compiled).isZero();
        RuntimeJars jars = new RuntimeJars(
                home.resolve("runtime"), build.resolve("classes").toString());
        int firstUid = 1_000_000 + ThreadLocalRandom.current().nextInt(1_000_000);
        LocalCompute compute = new LocalCompute(
                new Installation(home, URI.create("https://127.0.0.1:8778"), "authority", firstUid),
                new AgentCommand.Java(jars, Engines.shipped()),
                new Limits.None());
        Place place = new Place(home, UUID.randomUUID().toString());
        Flavor flavor = new Flavor("1", "tiny", 512, 1, 5, 0);
        try {
            compute.create(new ServerSpec(
                    place.instanceId(), "mariadb", "11.8", "127.64.0.1", flavor, 2, Path.of("/usr"), "token"));
            assertThat(Waiting.until(Duration.ofSeconds(30), () -> log(place).contains("ready")))
                    .as("the agent's log: %s", log(place))
                    .isTrue();
            assertThat(log(place)).contains("agent " + place.settings() + " " + place.directory(), "\"vcpus\":1");
        } finally {
            compute.delete(place.instanceId());
        }
    }

    private static String log(Place place) {
        try {
            return Host.read(place.log()).orElse("");
        } catch (IOException e) {
            return e.toString();
        }
    }
}
