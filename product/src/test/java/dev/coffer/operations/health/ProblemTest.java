package dev.coffer.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.compute.Compute;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationState;
import dev.coffer.model.Instance;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Silence;
import dev.coffer.model.Task;
import dev.coffer.operations.health.Sight.Moment;
import dev.coffer.store.Reports.Vitals;
import dev.coffer.store.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProblemTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Vitals WELL = vitals(ServiceStatus.HEALTHY, Role.PRIMARY, null, 1L << 20, null);

    private static Vitals vitals(
            ServiceStatus status,
            @Nullable Role role,
            @Nullable Double lag,
            @Nullable Long used,
            @Nullable String problem) {
        return new Vitals("i", NOW.minusSeconds(3), status, role, lag, used, problem);
    }

    private static Sight sight(Instance instance, @Nullable Vitals vitals, boolean running) {
        return new Sight(
                "i",
                Optional.of(instance),
                false,
                Optional.of(new Compute.Server("i", running)),
                Optional.ofNullable(vitals),
                Optional.empty(),
                false,
                new Moment(NOW, new Silence(Duration.ofSeconds(20), NOW.minusSeconds(3600))));
    }

    private static Instance instance(Task task) {
        return Samples.instance().id("i").task(task).volumeSize(2).build();
    }

    private static Sight of(Vitals vitals) {
        return sight(instance(Task.NONE), vitals, true);
    }

    private static Sight held(@Nullable String error) {
        return held(error, WELL);
    }

    private static Sight held(@Nullable String error, Vitals vitals) {
        Operation operation = new Operation(
                "o",
                "PromoteReplica",
                "p",
                List.of("i"),
                OperationState.WAITING,
                "",
                NOW,
                NOW,
                NOW,
                null,
                2,
                null,
                error,
                null);
        Sight well = of(vitals);
        return new Sight(
                "i",
                well.instance(),
                false,
                well.server(),
                well.vitals(),
                Optional.of(operation).filter(_ -> error != null),
                true,
                well.moment());
    }

    private static Sight orphan() {
        Sight well = of(WELL);
        return new Sight(
                "i", Optional.empty(), true, well.server(), Optional.empty(), Optional.empty(), false, well.moment());
    }

    static Stream<Arguments> agents() {
        Vitals old = new Vitals("i", NOW.minusSeconds(21), ServiceStatus.HEALTHY, Role.PRIMARY, null, null, "old news");
        return Stream.of(
                Arguments.of("all is well", of(WELL), ""),
                Arguments.of("a replica is well", of(vitals(ServiceStatus.HEALTHY, Role.REPLICA, 0.5, 1L, null)), ""),
                Arguments.of("left over", orphan(), "ORPHAN: Something of a deleted instance is left."),
                Arguments.of(
                        "no process",
                        sight(instance(Task.NONE), WELL, false),
                        "AGENT_DOWN: An agent that should run does not."),
                Arguments.of("stopped on purpose", sight(instance(Task.STOPPED), WELL, false), ""),
                Arguments.of("being built", sight(instance(Task.BUILDING), null, false), ""),
                Arguments.of(
                        "silent",
                        of(old),
                        "AGENT_SILENT: The agent's process runs but is not heard of, so nobody knows how its engine is."));
    }

    static Stream<Arguments> engines() {
        long full = (long) (1.9 * (1L << 30));
        return Stream.of(
                Arguments.of(
                        "crashed",
                        of(vitals(ServiceStatus.CRASHED, null, null, 1L, "The engine does not start: disk full.")),
                        "ENGINE_CRASHED: The engine does not start: disk full."),
                Arguments.of(
                        "blocked",
                        of(vitals(ServiceStatus.BLOCKED, null, null, 1L, null)),
                        "ENGINE_BLOCKED: The database server runs but does not answer."),
                Arguments.of(
                        "cut off",
                        of(vitals(ServiceStatus.HEALTHY, Role.REPLICA, null, 1L, "The replica is not connected.")),
                        "REPLICATION_BROKEN: The replica is not connected."),
                Arguments.of(
                        "lagging",
                        of(vitals(ServiceStatus.HEALTHY, Role.REPLICA, 31.0, 1L, null)),
                        "REPLICATION_LAGGING: The replica is more than 30 seconds behind its primary."),
                Arguments.of(
                        "nearly full",
                        of(vitals(ServiceStatus.HEALTHY, Role.PRIMARY, null, full, "The volume is 95 % full.")),
                        "VOLUME_NEARLY_FULL: The data take more than 90 % of the volume."),
                Arguments.of(
                        "something else",
                        of(vitals(ServiceStatus.HEALTHY, Role.PRIMARY, null, 1L, "Writes are stopped.")),
                        "AGENT_COMPLAINS: Writes are stopped."));
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of("an operation goes well", held(null), ""),
                Arguments.of(
                        "an operation stops writes on purpose",
                        held(null, vitals(ServiceStatus.HEALTHY, Role.PRIMARY, null, 1L, "Writes are stopped.")),
                        ""),
                Arguments.of(
                        "an operation cuts a replica off on purpose",
                        held(null, vitals(ServiceStatus.HEALTHY, Role.REPLICA, null, 1L, "It is not connected.")),
                        ""),
                Arguments.of(
                        "an operation is tried again",
                        held("no answer"),
                        "OPERATION_TROUBLED: PromoteReplica meets with trouble: no answer"),
                Arguments.of(
                        "an operation has failed",
                        sight(
                                Samples.instance()
                                        .id("i")
                                        .task(Task.BUILD_ERROR)
                                        .trouble("No image.", null)
                                        .build(),
                                null,
                                false),
                        "OPERATION_FAILED: No image."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"agents", "engines", "operations"})
    void each_problem_is_recognised_and_said(String name, Sight sight, String expected) {
        List<String> seen = Arrays.stream(Problem.values())
                .flatMap(problem -> problem.seen(sight).map(sentence -> problem + ": " + sentence).stream())
                .toList();
        assertThat(String.join(" | ", seen)).as(name).isEqualTo(expected);
    }

    @Test
    void who_has_just_begun_to_listen_believes_what_was_said_before() {
        Vitals before = new Vitals("i", NOW.minusSeconds(900), ServiceStatus.BLOCKED, null, null, null, null);
        Sight later = of(before);
        assertThat(Problem.AGENT_SILENT.seen(later)).isPresent();
        assertThat(Problem.ENGINE_BLOCKED.seen(later)).isEmpty();
        Sight soon = new Sight(
                "i",
                later.instance(),
                false,
                later.server(),
                later.vitals(),
                Optional.empty(),
                false,
                new Moment(NOW, new Silence(Duration.ofSeconds(20), NOW.minusSeconds(5))));
        assertThat(Problem.AGENT_SILENT.seen(soon)).isEmpty();
        assertThat(Problem.ENGINE_BLOCKED.seen(soon)).isPresent();
    }

    @Test
    void nothing_is_mended_while_an_operation_holds_the_instance() {
        Sight down = sight(instance(Task.NONE), WELL, false);
        assertThat(Problem.toMend(down)).contains(Problem.AGENT_DOWN);
        Sight busy = new Sight(
                "i", down.instance(), false, down.server(), down.vitals(), Optional.empty(), true, down.moment());
        assertThat(Problem.toMend(busy)).isEmpty();
        assertThat(Problem.toMend(of(vitals(ServiceStatus.BLOCKED, null, null, 1L, null))))
                .isEmpty();
    }

    @Test
    void of_each_problem_it_is_said_what_coffer_or_the_operator_does() {
        assertThat(Problem.values())
                .allSatisfy(problem -> assertThat(problem.doing() + problem.advice("i"))
                        .as(problem.name())
                        .isNotBlank());
        assertThat(Problem.ENGINE_BLOCKED.advice("i")).isEqualTo("coffer instance restart i");
        assertThat(Problem.named("OF_ANOTHER_RELEASE")).isEmpty();
    }
}
