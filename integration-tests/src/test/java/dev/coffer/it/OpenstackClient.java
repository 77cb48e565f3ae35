package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Debian's {@code openstack} client with the trove plugin: one process per command, as at a prompt. */
final class OpenstackClient {
    private static final String PROGRAM = DebianPackage.OPENSTACK_CLIENT.file().toString();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Clouds clouds;
    private final String cloud;

    OpenstackClient(Clouds clouds, String cloud) {
        this.clouds = clouds;
        this.cloud = cloud;
    }

    /** @param words split at spaces; further arguments are taken as they are */
    void run(String words, String... arguments) throws IOException, InterruptedException {
        Programs.run(command(words, arguments), Map.of(), PATIENCE);
    }

    /** What the client prints. */
    String text(String words, String... arguments) throws IOException, InterruptedException {
        return Programs.run(command(words, arguments), Map.of(), PATIENCE);
    }

    JsonNode json(String words, String... arguments) throws IOException, InterruptedException {
        List<String> command = command(words, arguments);
        command.addAll(List.of("-f", "json"));
        return JSON.readTree(Programs.run(command, Map.of(), PATIENCE));
    }

    /** The one column of a list. */
    List<String> names(String words, String... arguments) throws IOException, InterruptedException {
        List<String> command = command(words, arguments);
        command.addAll(List.of("-f", "value", "-c", "Name"));
        return Programs.run(command, Map.of(), PATIENCE).lines().toList();
    }

    /** What the client says when the command fails, as it must. */
    String refused(String words, String... arguments) throws IOException, InterruptedException {
        Programs.Outcome outcome = Programs.outcome(command(words, arguments), Map.of(), PATIENCE);
        assertThat(outcome.exit())
                .as("%s was not refused: %s", words, outcome.out())
                .isNotZero();
        assertThat(outcome.err()).doesNotContain("Traceback");
        return outcome.out() + outcome.err();
    }

    private List<String> command(String words, String... arguments) {
        List<String> program = new ArrayList<>(List.of(PROGRAM));
        program.addAll(List.of(words.split(" ", -1)));
        program.addAll(List.of(arguments));
        return clouds.command(cloud, program);
    }
}
