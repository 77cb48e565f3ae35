package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.credentials.Environment;
import dev.coffer.cli.credentials.Flags;
import dev.coffer.cli.installation.ConfigVerb;
import dev.coffer.cli.installation.ImageVerbs;
import dev.coffer.cli.installation.InstallationVerbs;
import dev.coffer.cli.installation.Installations;
import dev.coffer.cli.quickstart.QuickstartVerb;
import dev.coffer.cli.terminal.Terminal;
import dev.coffer.engine.Engines;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CliTest {
    private static Cli cli() {
        Terminal terminal = Run.terminal("", new StringWriter(), new StringWriter(), false);
        Environment environment = new Environment(Map.of(), Path.of("/nonexistent"));
        Installations installations = _ -> notToBeRun();
        List<Object> more = new ArrayList<>(InstallationVerbs.all(terminal, installations));
        more.add(new QuickstartVerb(terminal, environment, installations, Engines.shipped(), (_, _) -> notToBeRun()));
        more.add(new ImageVerbs(terminal, installations, _ -> notToBeRun(), (_, _) -> notToBeRun()));
        more.add(new ConfigVerb(terminal, _ -> notToBeRun()));
        return new Cli(terminal, environment, more);
    }

    private static <T> T notToBeRun() {
        throw new AssertionError("not to be run");
    }

    static Stream<CommandLine> leaves() {
        return Cli.leaves(cli().commandLine(Flags.none())).stream();
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void every_command_says_what_it_does_with_examples_that_parse(CommandLine command) {
        String[] footer = command.getCommandSpec().usageMessage().footer();
        assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        assertThat(footer).isNotEmpty();
        String examples = String.join("\n", footer).replaceAll("\\\\\n", " ");
        examples.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("coffer "))
                .forEach(example -> {
                    String words = example.replaceAll(" [>|] .*", "");
                    cli().parse(Arrays.asList(words.split("\\s+")).subList(1, words.split("\\s+").length));
                });
        assertThat(examples).contains("coffer ");
        command.getCommandSpec()
                .options()
                .forEach(option -> assertThat(option.description())
                        .as(option.longestName())
                        .isNotEmpty());
    }

    @Test
    void help_is_an_answer_and_success() {
        Run run = Run.with("", Map.of(), "instance", "create", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Usage: coffer instance create", "--replica-of=INSTANCE", "Examples:");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void the_overview_lists_all_commands_and_flags() {
        Run run = Run.with("", Map.of(), "--help");

        assertThat(run.out())
                .contains("instance", "database", "user", "root", "operation", "datastore", "flavor", "completion")
                .contains("--os-cloud=CLOUD", "--os-project-name", "--insecure");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(
            strings = {
                "nosuch",
                "instance",
                "instance nosuch",
                "instance show",
                "instance list --colour",
                "instance list -f xml",
                "instance create a --size five",
                "--os-nosuch x instance list"
            })
    void misuse_ends_with_exit_code_2_and_a_hint(String line) {
        Run run = Run.with("", Map.of(), line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("coffer: ").doesNotContain("Exception");
        assertThat(run.err().lines().count()).isBetween(1L, 3L);
    }

    @Test
    void a_command_that_is_none_is_named() {
        assertThat(Run.with("", Map.of(), "instance", "lst").err())
                .contains("There is no command \"coffer instance lst\".");
    }

    @Test
    void without_credentials_the_exit_code_is_4() {
        Run run = Run.with("", Map.of("HOME", "/nonexistent"), "instance", "list");

        assertThat(run.exitCode()).isEqualTo(4);
        assertThat(run.err()).contains("OS_AUTH_URL", "coffer quickstart");
    }

    @Test
    void without_a_server_the_exit_code_is_3() {
        Run run = Run.with("", Map.of("OS_ENDPOINT", "http://127.0.0.1:1/v1.0/p", "OS_TOKEN", "t"), "flavor", "list");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Nothing answers at http://127.0.0.1:1", "coffer up");
    }

    @Test
    void an_address_that_is_none_is_told() {
        Run run = Run.with("", Map.of("OS_ENDPOINT", "ftp://x y", "OS_TOKEN", "t"), "flavor", "list");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("not an").doesNotContain("Exception");
    }

    @Test
    void debug_shows_exchanges_but_no_secret() throws IOException {
        try (TestServer server = new TestServer()) {
            server.on("GET /flavors", 200, "{'flavors':[]}");

            Run run = Run.with(
                    "", Map.of("OS_ENDPOINT", server.endpoint(), "OS_TOKEN", "hidden"), "--debug", "flavor", "list");

            assertThat(run.err())
                    .contains("GET " + server.endpoint() + "/flavors: 200")
                    .doesNotContain("hidden");
        }
    }

    @Test
    void answers_that_are_no_json_are_told_plainly() throws IOException {
        try (TestServer server = new TestServer()) {
            server.on("GET /flavors", 200, "<html>");
            server.on("GET /datastores", 502, "<html>Bad Gateway</html>");

            assertThat(Run.against(server, "flavor", "list").err()).contains("not JSON", "proxy");
            assertThat(Run.against(server, "datastore", "list").err()).contains("answered 502");
        }
    }

    @Test
    void a_server_cannot_steer_the_terminal() throws IOException {
        try (TestServer server = new TestServer()) {
            server.on("GET /flavors", 200, "{'flavors':[{'id':1,'name':'a\\u001b[2Jb\\nc'}]}");

            assertThat(Run.against(server, "flavor", "list").out())
                    .doesNotContain("\u001b")
                    .contains("a [2Jb c");
            assertThat(Run.against(server, "flavor", "list", "-f", "json").out())
                    .contains("\\u001b[2Jb\\nc");
        }
    }

    @Test
    void the_completion_script_is_sound_and_knows_the_verbs(@TempDir Path directory)
            throws IOException, InterruptedException {
        Run run = Run.with("", Map.of(), "completion", "bash");
        Path script = Files.writeString(directory.resolve("coffer.bash"), run.out() + """

                COMP_WORDS=(coffer instance pro); COMP_CWORD=2
                _complete_coffer
                echo "[${COMPREPLY[*]}]"
                """);

        Process bash = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(output).isEqualTo("[promote]\n");
    }
}
