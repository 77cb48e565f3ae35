package dev.coffer.agent;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One go at a command. */
interface Attempt {

    /** Whether an earlier go was cut off after it had {@link #begin begun}: what is there now may be its work. */
    boolean again();

    /** Must be called, and is on disk, before the command changes anything. */
    void begin() throws IOException;

    /** When carrying it out stops making sense; null for never. */
    @Nullable Instant deadline();
}
