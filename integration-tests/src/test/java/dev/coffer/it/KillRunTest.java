package dev.coffer.it;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Kills whatever there is, at moments that a seed decides, and looks whether the promises hold. {@code ./coffer test --soak MINUTES} goes
 * on with seed after seed.
 */
@Tag("soak")
class KillRunTest {
    private static final int KILLS = 60;
    private static final int SEEDS = 1_000_000;

    @Test
    void sixty_kills_lose_no_row_and_leave_nothing_stuck_or_behind()
            throws IOException, InterruptedException, SQLException {
        long first = Long.getLong("coffer.seed", ThreadLocalRandom.current().nextLong(SEEDS));
        Duration length = Duration.ofMinutes(Integer.getInteger("coffer.soak", 0));
        long end = System.nanoTime() + length.toNanos();
        long seed = first;
        do {
            System.out.printf("Kill run of seed %d begins%n", seed);
            run(seed);
            seed++;
        } while (System.nanoTime() < end);
    }

    private static void run(long seed) throws IOException, InterruptedException, SQLException {
        try (KillRun run = new KillRun(seed)) {
            run.run(KILLS);
        } catch (AssertionError | RuntimeException | IOException | SQLException failure) {
            String replay =
                    "The kill run of seed %d failed; repeat it with: ./coffer test --seed %d".formatted(seed, seed);
            System.out.println(replay);
            throw new AssertionError(replay, failure);
        }
    }
}
