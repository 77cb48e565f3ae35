package dev.coffer.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    /** A figure whose measurements are known before. */
    private record Known(String name, List<Measurement> measurements) implements Figure {
        @Override
        public String sentence() {
            return "what is known of " + name;
        }

        @Override
        public List<Measurement> measure(Stage stage) {
            return measurements;
        }
    }

    private static final Figure FAST =
            new Known("fast", List.of(Measurement.atLeast(2000, "lists", 2500, "/s", "somebody: 9 /s")));
    private static final Figure SLOW = new Known(
            "slow",
            List.of(Measurement.atMost(1.0, "gap", 1.5, "s", ""), Measurement.told("gap of the others", 0.25, "s")));

    @Test
    void list_names_every_figure_and_measures_none() {
        assertThat(run(Figures.all(), "--list")).isZero();
        assertThat(said().lines())
                .extracting(line -> line.split(" ")[0])
                .containsExactlyElementsOf(
                        Figures.all().stream().map(Figure::name).toList())
                .doesNotHaveDuplicates();
        assertThat(progress.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void a_reached_figure_ends_with_0() {
        assertThat(run(List.of(FAST), "--only", "fast")).isZero();
        assertThat(said())
                .containsPattern("fast +lists +2,500 /s +>= 2,000 /s +1\\.25 +reached +somebody: 9 /s")
                .contains("All that was measured is reached.");
    }

    @Test
    void a_short_figure_ends_with_1_and_is_named_again_at_the_end() {
        assertThat(run(List.of(FAST, SLOW))).isEqualTo(1);
        assertThat(said())
                .containsPattern("slow +gap +1\\.50 s +<= 1\\.00 s +1\\.50 +SHORT")
                .endsWith("Short:%n  slow: gap%n".formatted());
    }

    @Test
    void only_measures_what_is_named() {
        assertThat(run(List.of(FAST, SLOW), "--only=fast")).isZero();
        assertThat(said()).doesNotContain("slow");
    }

    @Test
    void what_cannot_be_measured_ends_with_2_and_hides_nothing_else() {
        Figure broken = new Figure() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public String sentence() {
                return "what cannot be measured";
            }

            @Override
            public List<Measurement> measure(Stage stage) {
                throw new NotMeasured("The load generator is missing.");
            }
        };
        assertThat(run(List.of(broken, FAST))).isEqualTo(2);
        assertThat(said()).containsPattern("fast +lists +2,500 /s");
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("broken could not be measured. The load generator is missing.");
    }

    @Test
    void an_unknown_figure_is_refused_with_the_known_ones() {
        assertThat(run(List.of(FAST, SLOW), "--only=fats")).isEqualTo(2);
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("There is no figure fats. There are: fast, slow.");
    }

    @Test
    void a_file_that_cannot_be_written_is_refused_before_anything_is_measured() {
        assertThat(run(List.of(FAST), "--json=" + directory.resolve("none/figures.json")))
                .isEqualTo(2);
        assertThat(said()).isEmpty();
    }

    @Test
    void json_says_what_the_table_says() throws IOException {
        Path file = directory.resolve("figures.json");
        assertThat(run(List.of(FAST, SLOW), "--json=" + file)).isEqualTo(1);
        JsonNode results = JsonMapper.shared().readTree(Files.readString(file)).get("results");
        assertThat(results.size()).isEqualTo(3);
        assertThat(results.get(0).get("at_least").asDouble()).isEqualTo(2000);
        assertThat(results.get(0).get("reached").asBoolean()).isTrue();
        assertThat(results.get(1).get("ratio").asDouble()).isEqualTo(1.5);
        assertThat(results.get(1).get("reached").asBoolean()).isFalse();
        assertThat(results.get(2).has("reached")).isFalse();
    }

    @Test
    void a_figure_of_a_real_coffer_is_measured_and_nothing_is_left() throws IOException {
        List<Path> before = homes();
        assertThat(run(Figures.all(), "--only=start")).as(said()).isLessThan(2);
        assertThat(said()).contains("start until the API answers, CPU time");
        assertThat(homes()).isSubsetOf(before);
    }

    private static List<Path> homes() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/var/tmp"))) {
            return files.filter(file -> file.getFileName().toString().startsWith(Coffer.PREFIX))
                    .toList();
        }
    }

    private int run(List<Figure> figures, String... arguments) {
        return Bench.run(
                figures,
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(progress, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
