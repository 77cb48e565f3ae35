package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import dev.coffer.durable.NewOperation;
import dev.coffer.durable.OperationLog;
import dev.coffer.durable.OperationState;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.UserSpec;
import dev.coffer.fault.Fault;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import dev.coffer.store.Outbox;
import dev.coffer.store.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agent and control plane over real sockets. */
final class AgentTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private ControlPlaneSide side;

    @BeforeEach
    void open() throws Exception {
        side = new ControlPlaneSide(directory);
    }

    @AfterEach
    void close() {
        side.close();
    }

    @Test
    void a_command_is_carried_out_answered_and_settled() throws Exception {
        Guest guest = side.running();

        assertThat(guest.server.log).startsWith("initialise", "start");
        Outbox.Message row =
                side.store.read(tx -> tx.outbox().find("op/create")).orElseThrow();
        assertThat(row.payload()).isEmpty();
        ControlPlaneSide.await("the journal is settled", () -> {
            try {
                return journal(guest).unsettled().isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void whoever_sees_a_command_answered_sees_the_engine_as_the_command_left_it() throws Exception {
        Guest guest = side.running();

        assertThat(seen(guest)).isEqualTo(ServiceStatus.HEALTHY);
        side.call(guest, "op/stop", new Command.Stop());
        assertThat(seen(guest)).isEqualTo(ServiceStatus.SHUTDOWN);
        side.call(guest, "op/start", new Command.Start());
        assertThat(seen(guest)).isEqualTo(ServiceStatus.HEALTHY);
    }

    @Test
    void values_are_set_and_a_restart_that_went_back_to_earlier_ones_says_so() throws Exception {
        Guest guest = side.running();
        assertThat(side.call(guest, "op/set", new Command.Configure(Map.of("a", "1"))))
                .isEqualTo(new Result.Configured(List.of()));
        assertThat(guest.server.values()).isEqualTo(Map.of("a", "1"));
        assertThat(side.call(guest, "op/wrong", new Command.Configure(Map.of("a", "wrong"))))
                .isEqualTo(new Result.Failed(EngineFailure.Kind.REFUSED, "That value is not taken."));
        assertThat(side.call(guest, "op/bad", new Command.Configure(Map.of("a", "bad"))))
                .isEqualTo(new Result.Configured(List.of("slow")));

        assertThat(side.call(guest, "op/restart", new Command.Restart()))
                .isEqualTo(new Result.Failed(EngineFailure.Kind.BROKEN, "It did not start with a bad value."));
        assertThat(seen(guest)).isEqualTo(ServiceStatus.HEALTHY);
        assertThat(side.call(guest, "op/again", new Command.Restart())).isEqualTo(new Result.Done());
    }

    @Test
    void an_agent_says_what_it_takes_without_keeping_note_of_it() throws Exception {
        Guest guest = side.connected();
        Result answer = side.agents().ask(guest.id, new Command.Diagnose(), Duration.ofSeconds(10));
        assertThat(answer).isInstanceOfSatisfying(Result.Diagnosis.class, seen -> {
            assertThat(seen.threads()).isPositive();
            assertThat(seen.fdSize()).isPositive();
            assertThat(seen.vmPeak()).isGreaterThanOrEqualTo(seen.vmSize());
            assertThat(seen.vmHwm()).isGreaterThanOrEqualTo(seen.vmRss());
        });
    }

    private ServiceStatus seen(Guest guest) {
        return side.store
                .read(tx -> tx.reports().find(guest.id))
                .map(Report::status)
                .orElse(ServiceStatus.NEW);
    }

    private static Journal journal(Guest guest) throws IOException {
        return new Journal(guest.files.journal(), Wire.strict(), InstantSource.system());
    }

    @Test
    void a_reply_wakes_its_operation() throws Exception {
        Guest guest = side.connected();
        String operation = UUID.randomUUID().toString();
        side.store.change(tx -> tx.operations()
                .file(new NewOperation(
                        operation,
                        "test",
                        Samples.PROJECT,
                        List.of(guest.id),
                        "{}",
                        Instant.now().plusSeconds(60),
                        NewOperation.WhenBusy.REFUSE)));
        OperationLog log = side.store.operationLog();
        Instant later = Instant.now().plusSeconds(3600);
        OperationLog.Lease lease = log.claim("test", Instant.now(), later).orElseThrow();
        log.pause(lease, OperationState.WAITING, later, null, null);
        CountDownLatch woken = new CountDownLatch(1);
        side.store.onOperationDue(woken::countDown);

        side.agents().call(operation, operation + "/start", guest.id, new Command.Stop(), 1, LONG);

        assertThat(woken.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(log.claim("test", Instant.now(), later)).isPresent();
    }

    @Test
    void keys_are_the_agents_own_and_readable_by_nobody_else() throws Exception {
        Guest guest = side.connected();

        for (Path file : List.of(guest.files.key(), guest.files.tls().resolve("server.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(guest.files.token()).doesNotExist();
        assertThat(guest.files.tls()).isDirectoryContaining(file -> file.endsWith("server.crt"));
        assertThat(guest.files.tls()).isDirectoryContaining(file -> file.endsWith("ca.pem"));
    }

    @Test
    void passwords_are_nowhere_on_the_agents_disk() throws Exception {
        Guest guest = side.connected();
        FakeServer.Gate gate = stopped(guest, "createUser", "op/create", ControlPlaneSide.create());

        try (var files = Files.walk(guest.files.home())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("geheim");
            }
        }
        gate.open.countDown();
    }

    @Test
    void a_command_outlives_a_control_plane_that_restarts_meanwhile() throws Exception {
        Guest guest = side.connected();
        FakeServer.Gate gate = stopped(guest, "initialise", "op/create", ControlPlaneSide.create());

        side.stop();
        gate.open.countDown();
        side.startAgain();

        assertThat(side.answer(guest, "op/create", ControlPlaneSide.create(), 1))
                .isEqualTo(new Result.Done());
        assertThat(guest.server.count("initialise")).isEqualTo(1);
    }

    @Test
    void a_command_cut_off_by_the_agents_death_is_finished_by_its_successor() throws Exception {
        Guest guest = side.running();
        Command users = new Command.CreateUsers(
                List.of(new UserSpec("a", "%", "x", List.of()), new UserSpec("b", "%", "y", List.of())));
        FakeServer.Gate _ = stopped(guest, "createUser", "op/users", users);

        guest.die();
        guest.start();

        assertThat(side.answer(guest, "op/users", users, 1)).isEqualTo(new Result.Done());
        assertThat(side.agents().ask(guest.id, new Command.ListUsers(), LONG))
                .isInstanceOfSatisfying(
                        Result.Users.class,
                        found -> assertThat(found.users()).extracting("name").containsExactly("a", "b", "u"));
    }

    @Test
    void an_answer_the_control_plane_did_not_get_is_repeated_by_the_agents_successor() throws Exception {
        Guest guest = side.connected();
        FakeServer.Gate gate = stopped(guest, "initialise", "op/create", ControlPlaneSide.create());
        side.stop();
        gate.open.countDown();
        ControlPlaneSide.await("it is done", () -> guest.server.log.contains("createUser"));
        ControlPlaneSide.await("it is noted", () -> {
            try {
                return !journal(guest).unsettled().isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
        guest.die();

        side.startAgain();
        guest.start();

        assertThat(side.answer(guest, "op/create", ControlPlaneSide.create(), 1))
                .isEqualTo(new Result.Done());
        assertThat(guest.server.count("initialise")).isEqualTo(1);
    }

    @Test
    void a_repeated_command_is_answered_from_the_journal() throws Exception {
        Guest guest = side.running();
        Result first = side.call(guest, "op/stop", new Command.Stop());
        Wire wire = Wire.strict();
        Envelope late = new Envelope("op/stop", Envelope.Type.COMMAND, 1, null, wire.write(new Command.Stop()));

        side.bus().send(guest.id, late);
        side.bus().send(guest.id, late);
        side.agents().ask(guest.id, new Command.Standing(), LONG);

        assertThat(first).isEqualTo(new Result.Done());
        assertThat(guest.server.count("stop")).isEqualTo(1);
    }

    @Test
    void what_the_engine_says_is_answered_with_its_kind() throws Exception {
        Guest guest = side.running();

        Result twice =
                side.call(guest, "op/1", new Command.CreateDatabases(List.of(new DatabaseSpec("shop", null, null))));
        Result none = side.call(guest, "op/2", new Command.DropDatabase("none"));

        assertThat(twice)
                .isInstanceOfSatisfying(
                        Result.Failed.class, it -> assertThat(it.kind()).isEqualTo(EngineFailure.Kind.EXISTS));
        assertThat(none)
                .isInstanceOfSatisfying(
                        Result.Failed.class, it -> assertThat(it.kind()).isEqualTo(EngineFailure.Kind.NOT_FOUND));
    }

    @Test
    void the_words_of_an_unexpected_exception_stay_inside() throws Exception {
        Guest guest = side.running();

        assertThat(side.call(guest, "op/1", new Command.Revoke("u", "%", "shop")))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        it -> assertThat(it.message()).contains("agent.log").doesNotContain("secret words"));
    }

    @Test
    void reads_do_not_wait_for_a_long_command() throws Exception {
        Guest guest = side.running();
        FakeServer.Gate gate = stopped(guest, "awaitPosition", "op/1", new Command.CatchUp("0-1-9", 60));

        assertThat(side.agents().ask(guest.id, new Command.RootEnabled(), LONG)).isEqualTo(new Result.Flag(false));
        gate.open.countDown();
    }

    @Test
    void a_silent_agent_is_a_fault_and_leaves_nothing_behind() throws Exception {
        Guest guest = side.invite();

        assertThatThrownBy(() -> side.agents().ask(guest.id, new Command.ListUsers(), Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE))
                .hasMessageContaining(guest.id);
        int depth = side.store.read(tx -> tx.outbox().depth());
        assertThat(depth).isZero();
    }

    @Test
    void asking_leaves_nothing_behind() throws Exception {
        Guest guest = side.running();

        side.agents().ask(guest.id, new Command.ListUsers(), LONG);

        List<Outbox.Message> rows = side.store.read(tx -> tx.outbox().unanswered(guest.id, Instant.EPOCH));
        assertThat(rows).isEmpty();
    }

    @Test
    void a_command_filed_by_another_node_is_delivered() throws Exception {
        Guest guest = side.running();
        Instant now = Instant.now();
        side.store.change(tx -> tx.outbox()
                .put(new Outbox.Message(
                        "elsewhere/1",
                        guest.id,
                        null,
                        1,
                        now,
                        now.plusSeconds(20),
                        Wire.strict().write(new Command.RootEnabled()),
                        null,
                        null,
                        null)));

        ControlPlaneSide.await(
                "it is answered",
                () -> side.store
                        .read(tx -> tx.outbox().find("elsewhere/1"))
                        .map(Outbox.Message::reply)
                        .isPresent());
    }

    @Test
    void fenced_commands_of_an_older_term_are_refused_also_after_a_restart() throws Exception {
        Guest guest = side.running();
        assertThat(side.call(guest, "op/1", new Command.Freeze(), 5)).isInstanceOf(Result.At.class);
        guest.die();
        guest.start();

        assertThat(side.call(guest, "op/2", new Command.Promote(), 4))
                .isInstanceOfSatisfying(Result.Failed.class, it -> {
                    assertThat(it.kind()).isEqualTo(EngineFailure.Kind.BROKEN);
                    assertThat(it.message()).contains("older term");
                });
        assertThat(guest.server.count("promote")).isZero();
    }

    @Test
    void a_cancelled_command_is_interrupted() throws Exception {
        Guest guest = side.running();
        FakeServer.Gate _ = stopped(guest, "awaitPosition", "op/1", new Command.CatchUp("0-1-9", 60));

        side.bus().send(guest.id, new Envelope("op/1", Envelope.Type.CANCEL, 1, null, ""));

        assertThat(side.answer(guest, "op/1", new Command.CatchUp("0-1-9", 60), 1))
                .isInstanceOf(Result.Failed.class);
    }

    @Test
    void one_that_is_cancelled_before_its_turn_is_answered_too() throws Exception {
        Guest guest = side.running();
        FakeServer.Gate _ = stopped(guest, "awaitPosition", "op/1", new Command.CatchUp("0-1-9", 60));
        side.agents().call("no-operation", "op/2", guest.id, new Command.Stop(), 1, LONG);

        side.bus().send(guest.id, new Envelope("op/2", Envelope.Type.CANCEL, 1, null, ""));
        side.bus().send(guest.id, new Envelope("op/1", Envelope.Type.CANCEL, 1, null, ""));

        assertThat(side.answer(guest, "op/2", new Command.Stop(), 1)).isInstanceOf(Result.Failed.class);
        assertThat(guest.server.isRunning()).isTrue();
    }

    @Test
    void a_command_nobody_wants_any_more_is_cancelled_when_it_is_acknowledged() throws Exception {
        Guest guest = side.running();
        FakeServer.Gate gate = guest.server.stopAt("awaitPosition");
        String payload = Wire.strict().write(new Command.CatchUp("0-1-9", 60));

        side.bus().send(guest.id, new Envelope("unknown/1", Envelope.Type.COMMAND, 1, null, payload));

        assertThat(gate.reached.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(side.call(guest, "op/2", new Command.Stop())).isEqualTo(new Result.Done());
    }

    @Test
    void a_member_is_chosen_that_has_everything() throws Exception {
        Guest guest = side.running();

        assertThat(side.agents().ask(guest.id, new Command.MostAdvanced(List.of("1", "1,2", "2")), LONG))
                .isEqualTo(new Result.Choice(1));
        assertThat(side.agents().ask(guest.id, new Command.MostAdvanced(List.of("1", "2")), LONG))
                .isInstanceOf(Result.Failed.class);
    }

    /** Sends a command and returns when it stands at that place in the engine. */
    private FakeServer.Gate stopped(Guest guest, String place, String id, Command command) throws InterruptedException {
        FakeServer.Gate gate = guest.server.stopAt(place);
        side.agents().call("no-operation", id, guest.id, command, 1, LONG);
        assertThat(gate.reached.await(10, TimeUnit.SECONDS)).isTrue();
        return gate;
    }
}
