package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.durable.OperationState;
import dev.coffer.fault.Fault;
import dev.coffer.model.Parameter;
import dev.coffer.model.Task;
import dev.coffer.operations.ChangeConfiguration.Content;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configuration groups, from row to server. */
class ConfigurationOperationsTest {
    private static final Map<String, String> ONE = Map.of("a", "1");
    private static final Map<String, String> TWO = Map.of("a", "2");

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(directory.resolve("coffer.db"));
        bench.instance("a", null);
        bench.instance("b", "a");
        bench.guests.add("a", true, 1, null);
        bench.guests.add("b", false, 1, bench.address("a"));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private String attach(Map<String, String> values) {
        bench.group("g", values);
        bench.attach("a", "g");
        return bench.file(new ConfigureInstance("a", values, null, Map.of()), List.of("a"));
    }

    private Map<String, String> settings() {
        return bench.store.read(
                tx -> tx.configurations().find("g").orElseThrow().settings());
    }

    private String name() {
        return bench.store.read(
                tx -> tx.configurations().find("g").orElseThrow().name());
    }

    @Test
    void values_that_hold_at_once_leave_the_instance_as_it_is() {
        attach(ONE);
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.guest("a").values).isEqualTo(ONE);
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
        assertThat(bench.row("a").configurationId()).isEqualTo("g");
    }

    @Test
    void values_that_wait_for_a_restart_ask_for_one() {
        attach(Map.of("slow", "1"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.row("a").task()).isEqualTo(Task.RESTART_REQUIRED);

        bench.store.change(
                tx -> tx.instances().update(tx.instances().require("a").withConfiguration(null)));
        bench.file(new ConfigureInstance("a", Map.of(), "g", Map.of("slow", "1")), List.of("a"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
    }

    @Test
    void a_refused_group_is_not_attached_and_the_reason_is_said() {
        String operation = attach(Map.of("a", "wrong"));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.row("a").configurationId()).isNull();
        assertThat(bench.row("a").task()).isEqualTo(Task.NONE);
        assertThat(bench.sentence("a")).isEqualTo("That value is not taken.");
        assertThatThrownBy(() -> bench.operations.await(operation, Duration.ZERO))
                .isInstanceOfSatisfying(Fault.class, fault -> {
                    assertThat(fault.kind()).isEqualTo(Fault.Kind.UNPROCESSABLE);
                    assertThat(fault.sentence()).isEqualTo("That value is not taken.");
                });
    }

    @Test
    void a_group_changes_on_all_its_instances_or_on_none() {
        bench.group("g", ONE);
        for (String instance : List.of("a", "b")) {
            bench.attach(instance, "g");
            bench.guests.guest(instance).values = ONE;
        }
        Content before = new Content("g", null, "{}", ONE);
        Content after = new Content("h", "better", "{\"a\":2}", TWO);
        List<String> held = List.of("a", "b", "g");
        Content refused = new Content("h", "worse", "{}", Map.of("a", "for primaries"));
        bench.file(new ChangeConfiguration("a", "g", List.of("a", "b"), refused, before), held);
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThat(bench.guests.guest("a").values).isEqualTo(ONE);
        assertThat(bench.guests.guest("b").values).isEqualTo(ONE);
        assertThat(settings()).isEqualTo(ONE);

        bench.file(new ChangeConfiguration("a", "g", List.of("a", "b"), after, before), held);
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.guest("b").values).isEqualTo(TWO);
        assertThat(name()).isEqualTo("h");
    }

    @Test
    void a_new_instance_has_its_values_before_it_is_made() {
        bench.group("g", ONE);
        bench.unmade("d", null);
        bench.attach("d", "g");
        bench.guests.guest("a").frozen = true;
        bench.file(new CreateInstance("d", List.of(), List.of()), List.of("d"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        assertThat(bench.guests.carriedOut).containsSubsequence("d Configure", "d Create");
        assertThat(bench.guests.guest("d").values).isEqualTo(ONE);
    }

    @Test
    void parameters_are_read_from_the_image_and_a_failure_is_said() {
        bench.images = name -> {
            throw new Fault(Fault.Kind.UNPROCESSABLE, "There is no such image.");
        };
        String failing = bench.file(new ReadParameters("v"), List.of("v"));
        assertThat(bench.run()).isEqualTo(OperationState.FAILED);
        assertThatThrownBy(() -> bench.operations.await(failing, Duration.ZERO)).hasMessage("There is no such image.");

        bench.images = name -> Path.of("/images", name);
        bench.file(new ReadParameters("v"), List.of("v"));
        assertThat(bench.run()).isEqualTo(OperationState.DONE);
        Optional<String> source = bench.store.read(tx -> tx.parameters().source("v"));
        Optional<Parameter> slow = bench.store.read(tx -> tx.parameters().find("v", "slow"));
        assertThat(source).contains("mariadb-11.8 0");
        assertThat(slow).isPresent();
    }
}
