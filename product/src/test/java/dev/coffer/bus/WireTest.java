package dev.coffer.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.Tls;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.model.ModuleType;
import dev.coffer.model.Report;
import dev.coffer.model.Role;
import dev.coffer.model.ServiceStatus;
import dev.coffer.model.Synchrony;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WireTest {
    private final Wire wire = Wire.strict();

    static Stream<Command> commands() {
        List<DatabaseSpec> databases = List.of(new DatabaseSpec("a\"b", null, "utf8"));
        return Stream.of(
                new Command.Create(databases, List.of(new UserSpec("u", "%", "p\u0000\ud83d\ude00", List.of("a")))),
                new Command.Start(),
                new Command.Stop(),
                new Command.Restart(),
                new Command.PrepareUpgrade(),
                new Command.CompleteUpgrade(),
                new Command.DataVersion(),
                new Command.OfferSeed("ticket", "replica", 60),
                new Command.FetchSeed("p", "127.0.0.2", 3306, 4444, "ticket"),
                new Command.Follow("127.0.0.2", 3306),
                new Command.Freeze(),
                new Command.Thaw(),
                new Command.CatchUp("0-1-2", 30),
                new Command.Promote(),
                new Command.Synchronise(Synchrony.ASYNC),
                new Command.Discard(),
                new Command.Configure(Map.of("max_connections", "5")),
                new Command.Standing(),
                new Command.MostAdvanced(List.of("a", "b")),
                new Command.Diagnose(),
                new Command.ApplyModule("m", "hello", ModuleType.PING, "md5", "bWVzc2FnZT1oaQ=="),
                new Command.RemoveModule("m"),
                new Command.ListModules(true),
                new Command.ListLogs(),
                new Command.ReadLog("general", 1L << 40, 1 << 17),
                new Command.TailLog("error", 50, 1 << 16),
                new Command.SwitchLog("general", true),
                new Command.ShowTls());
    }

    static Stream<Command> accountCommands() {
        List<DatabaseSpec> databases = List.of(new DatabaseSpec("a\"b", null, "utf8"));
        return Stream.of(
                new Command.ListDatabases(),
                new Command.CreateDatabases(databases),
                new Command.DropDatabase("a"),
                new Command.ListUsers(),
                new Command.CreateUsers(List.of()),
                new Command.DropUser("u", "%"),
                new Command.AlterUser("u", "%", null, "h", null, List.of("~a")),
                new Command.ChangePasswords(List.of(new UserSpec("u", "%", "secret", List.of()))),
                new Command.Grant("u", "%", List.of("a")),
                new Command.Revoke("u", "%", "a"),
                new Command.RootEnabled(),
                new Command.EnableRoot("secret"),
                new Command.DisableRoot());
    }

    static Stream<Result> results() {
        return Stream.of(
                new Result.Done(),
                new Result.Failed(EngineFailure.Kind.BROKEN, "The disk is full."),
                new Result.Offered(4444),
                new Result.At("0-1-2"),
                new Result.Standing(true, "0-1-2", null, 2),
                new Result.Choice(1),
                new Result.Databases(List.of(new DatabaseSpec("a", null, null))),
                new Result.Users(List.of(new UserInfo("u", "%", List.of("a")))),
                new Result.Flag(true),
                new Result.Configured(List.of("performance_schema")),
                new Result.Named("root"),
                new Result.Diagnosis("1.2", 9, 64, 4_000_000_000L, 5, 3, 4),
                new Result.Applied("md5", true, "hi"),
                new Result.Modules(List.of(new Result.Module(
                        "m",
                        "hello",
                        ModuleType.PING,
                        "md5",
                        false,
                        "none",
                        Instant.EPOCH,
                        Instant.ofEpochSecond(1),
                        null))),
                new Result.Logs(List.of(new LogInfo("error", true, 0, 1L << 40))),
                new Result.LogText(5, 9, 1L << 40, "a\n\"b\t\\"),
                new Result.Encryption(new Tls(true, null)));
    }

    @ParameterizedTest
    @MethodSource({"commands", "accountCommands"})
    void a_command_survives_the_way(Command command) throws Exception {
        assertThat(wire.command(wire.write(command))).isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("results")
    void a_result_survives_the_way(Result result) throws Exception {
        assertThat(wire.result(wire.write(result))).isEqualTo(result);
    }

    @Test
    void every_command_and_result_is_tried() {
        assertThat(types(Stream.concat(commands(), accountCommands())))
                .containsExactlyInAnyOrderElementsOf(records(Command.class));
        assertThat(types(results())).containsExactlyInAnyOrderElementsOf(records(Result.class));
    }

    @Test
    void an_envelope_and_a_heartbeat_survive_the_way() throws Exception {
        Envelope envelope = new Envelope("op/step", Envelope.Type.COMMAND, 3, Instant.ofEpochMilli(1234), "{}");
        Heartbeat heartbeat = new Heartbeat(
                ServiceStatus.HEALTHY, "11.8", Role.REPLICA, "0-1-2", 0.5, 12L, 3, null, Map.of("queries", 1.0));

        Envelope asked = new Envelope("op/step", Envelope.Type.COMMAND, 3, null, "{}", "req-1");

        assertThat(wire.envelope(wire.write(envelope))).isEqualTo(envelope);
        assertThat(wire.envelope(wire.write(asked))).isEqualTo(asked);
        assertThat(asked.operation()).contains("op");
        assertThat(new Envelope("ask/1", Envelope.Type.COMMAND, 3, null, "{}").operation())
                .isEmpty();
        assertThat(wire.read(wire.writeRecord(heartbeat), Heartbeat.class)).isEqualTo(heartbeat);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"id\":\"a\"}",
                "{\"id\":null,\"type\":\"REPLY\",\"term\":1,\"payload\":\"\"}",
                "{\"id\":\"a\",\"type\":\"NEW\",\"term\":1,\"payload\":\"\"}",
                "{\"id\":\"a\",\"type\":\"REPLY\",\"term\":\"x\",\"payload\":\"\"}",
                "{\"id\":\"a\",\"type\":\"REPLY\",\"term\":1,\"payload\":\"\"} {}",
                "{\"id\":\"a\",\"type\":\"REPLY\",\"term\":1,\"payload\":\"\",\"more\":1}",
                "{\"id\":\"a\\u0000\",\"type\":\"REPLY\",\"term\":1,\"payload\":\"\"}",
                "{\"id\":\"a\\u001b[31m\\nb\",\"type\":\"REPLY\",\"term\":1,\"payload\":\"\"}",
                "{\"id\":\"\\ud800\",\"type\":\"REPLY\",\"term\":1,\"payload\":\"\"}",
            })
    void what_is_no_envelope_is_refused(String text) {
        assertThatThrownBy(() -> wire.envelope(text)).isInstanceOf(Wire.Malformed.class);
    }

    @Test
    void an_absurd_heartbeat_becomes_a_report_that_can_be_stored_and_shown() throws Exception {
        Heartbeat absurd = wire.read("""
                {"status":"HEALTHY","engineVersion":"1\\u0000\\ud83d","position":"%s","lagSeconds":-1e999,"volumeUsed":-1,"term":1,
                 "metrics":{"sound":1,"huge":1e999,"a\\nb":1,"%s":2}}""".formatted("x".repeat(10_000), "k".repeat(101)), Heartbeat.class);
        Report report = absurd.report("i", Instant.EPOCH);
        assertThat(report.engineVersion()).isEqualTo("1  ");
        assertThat(report.position()).hasSize(4_000);
        assertThat(report.lagSeconds()).isNull();
        assertThat(report.volumeUsed()).isNull();
        assertThat(report.metrics()).containsOnlyKeys("sound");
    }

    @Test
    void a_result_with_a_hole_is_refused() {
        assertThatThrownBy(() -> wire.result("{\"@type\":\"At\"}")).isInstanceOf(Wire.Malformed.class);
        assertThatThrownBy(() -> wire.result("{\"@type\":\"Users\",\"users\":[{\"name\":\"a\",\"databases\":[]}]}"))
                .isInstanceOf(Wire.Malformed.class);
        assertThatThrownBy(() -> wire.result("{\"@type\":\"Users\"}")).isInstanceOf(Wire.Malformed.class);
        assertThatThrownBy(() -> wire.result("{\"@type\":\"java.lang.String\"}"))
                .isInstanceOf(Wire.Malformed.class);
    }

    @Test
    void a_property_of_a_newer_end_is_ignored_outside_tests() throws Exception {
        assertThat(Wire.lenient().result("{\"@type\":\"Done\",\"more\":1}")).isEqualTo(new Result.Done());
    }

    @Test
    void depth_and_length_are_bounded() {
        assertThatThrownBy(() -> wire.result("[".repeat(100_000))).isInstanceOf(Wire.Malformed.class);
        assertThatThrownBy(() -> wire.result(" ".repeat(Wire.LONGEST + 1))).isInstanceOf(Wire.Malformed.class);
    }

    @Test
    void a_refusal_repeats_nothing_of_the_text() {
        assertThatThrownBy(() -> wire.command("{\"@type\":\"EnableRoot\",\"password\":{\"secret\":1}}"))
                .hasMessageNotContaining("secret");
    }

    private static List<Class<?>> records(Class<?> sealed) {
        return Stream.<Class<?>>of(sealed.getPermittedSubclasses())
                .flatMap(permitted -> permitted.isSealed() ? records(permitted).stream() : Stream.of(permitted))
                .toList();
    }

    private static Set<Class<?>> types(Stream<?> values) {
        return values.map(Object::getClass).collect(Collectors.toSet());
    }
}
