package dev.coffer.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills whatever there is, at moments that a seed decides, and looks whether the promises hold. {@code ./coffer test --soak MINUTES} goes
 * on with seed after seed.
 */
@Tag("soak")
class KillRunTest {
    private static final int KILLS = 60;
    /** Of each engine, when everything is checked: together more than those of a run that is asked for. */
    private static final int FEW = 20;

    private static final int SEEDS = 1_000_000;

    /** A soak goes on with seed after seed, and with one engine after the other if none is named. */
    @ParameterizedTest
    @EnumSource
    void kills_lose_no_row_and_leave_nothing_stuck_or_behind(EngineKind kind)
            throws IOException, InterruptedException, SQLException {
        String wanted = System.getProperty("coffer.engine", "");
        assertThat(EngineKind.values())
                .as("engines, of which --engine names one")
                .anyMatch(known -> wanted.isEmpty() || wanted.equals(known.datastore()));
        assumeTrue(wanted.isEmpty() || wanted.equals(kind.datastore()), "Only processes of " + wanted + " are killed.");
        int kills = Integer.getInteger("coffer.soak") == null ? FEW : KILLS;
        Duration whole = Duration.ofMinutes(Integer.getInteger("coffer.soak", 0));
        Duration length = wanted.isEmpty() ? whole.dividedBy(EngineKind.values().length) : whole;
        long end = System.nanoTime() + length.toNanos();
        long seed = Long.getLong("coffer.seed", ThreadLocalRandom.current().nextLong(SEEDS));
        do {
            System.out.printf("Kill run of %s with seed %d begins%n", kind.datastore(), seed);
            run(kind, seed, kills);
            seed++;
        } while (System.nanoTime() < end);
    }

    private static void run(EngineKind kind, long seed, int kills)
            throws IOException, InterruptedException, SQLException {
        try (KillRun run = new KillRun(kind, seed)) {
            run.run(kills);
        } catch (AssertionError | RuntimeException | IOException | SQLException failure) {
            String replay =
                    "The kill run of %s with seed %d failed; repeat it with: ./coffer test --engine %1$s --seed %2$d%n%s"
                            .formatted(kind.datastore(), seed, failure);
            System.out.println(replay);
            throw new AssertionError(replay, failure);
        }
    }
}
