package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.model.Report;
import dev.coffer.model.ServiceStatus;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an agent keeps its engine and says how it is. */
final class AgentEngineTest {
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
    void a_crashed_engine_is_started_again_and_a_stopped_one_is_not() throws Exception {
        Guest guest = side.running();
        guest.server.crash();
        ControlPlaneSide.await("the engine runs again", guest.server::isRunning);

        side.call(guest, "op/stop", new Command.Stop());
        guest.die();
        guest.start();
        side.awaitConnected(guest);
        side.call(guest, "op/standing", new Command.CatchUp("0", 1));
        assertThat(guest.server.isRunning()).isFalse();
    }

    @Test
    void an_engine_prepared_for_an_upgrade_runs_only_when_it_is_completed() throws Exception {
        Guest guest = side.running();
        assertThat(side.call(guest, "op/prepare", new Command.PrepareUpgrade())).isEqualTo(new Result.Done());
        guest.die();
        guest.start();
        side.awaitConnected(guest);
        side.call(guest, "op/standing", new Command.CatchUp("0", 1));
        assertThat(guest.server.isRunning()).isFalse();
        assertThat(side.call(guest, "op/version", new Command.DataVersion())).isEqualTo(new Result.Named("1"));

        assertThat(side.call(guest, "op/complete", new Command.CompleteUpgrade()))
                .isEqualTo(new Result.Done());
        guest.server.crash();
        ControlPlaneSide.await("it is kept running again", guest.server::isRunning);
    }

    @Test
    void there_is_no_engine_before_one_was_ordered() throws Exception {
        Guest guest = side.connected();

        assertThat(side.call(guest, "op/1", new Command.Start())).isInstanceOf(Result.Failed.class);
        assertThat(guest.server.log).isEmpty();
    }

    @Test
    void reports_arrive_with_the_id_of_the_connection() throws Exception {
        Guest guest = side.running();
        ControlPlaneSide.await(
                "a report tells it is healthy",
                () -> report(guest)
                        .filter(it -> it.status() == ServiceStatus.HEALTHY)
                        .isPresent());

        assertThat(report(guest).orElseThrow().engineVersion()).isEqualTo("11.8-fake");
    }

    @Test
    void an_engine_that_does_not_start_is_a_problem_in_the_report() throws Exception {
        Guest guest = side.running();
        guest.server.failStarts(new EngineFailure(EngineFailure.Kind.BROKEN, "The data directory is damaged."));
        guest.server.crash();

        ControlPlaneSide.await(
                "the report tells why",
                () -> report(guest)
                        .map(Report::problem)
                        .filter(problem -> problem.contains("The data directory is damaged."))
                        .isPresent());
    }

    private Optional<Report> report(Guest guest) {
        return side.store.read(tx -> tx.reports().find(guest.id));
    }
}
