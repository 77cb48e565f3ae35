package dev.coffer.engine;

import java.io.IOException;
import java.util.List;

/** The logs of a server. They can be looked at while it does not run: then they are needed most. */
public interface Logs {

    List<LogInfo> list() throws IOException;

    /** Where a log is; {@code NOT_FOUND} for one that the engine does not have. */
    LogFile file(String name);

    /** Switches it on or off, at once and for every start to come. {@code REFUSED} for one that is always on. */
    void enable(String name, boolean enabled) throws IOException;

    /**
     * A piece of a log, whole lines, as it is shown: without what the agent itself left in it, and without the secrets that the engine
     * writes into its logs, as far as they can be recognised.
     */
    String shown(String log, String text);

    /** Sets large files aside and removes older ones, so that logs never fill the volume. Called every second or so. */
    void rotate() throws IOException;
}
