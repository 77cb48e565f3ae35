package dev.coffer.agent;

import dev.coffer.engine.LogFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * The agent's log in a file of its own, of bounded size: its standard output is a file that the compute provider owns and the agent
 * cannot read.
 */
final class GuestLog extends Handler {
    static final String NAME = "guest";
    private static final long LARGEST = 1 << 20;

    private final LogFile file;

    GuestLog(LogFile file, Formatter formatter) {
        this.file = file;
        setFormatter(formatter);
    }

    /** Beside the agent's secrets, where the engine sees nothing. */
    static LogFile file(AgentFiles files) {
        return new LogFile(files.home(), "agent", "guest.log");
    }

    @Override
    public synchronized void publish(LogRecord record) {
        if (!isLoggable(record)) {
            return;
        }
        try {
            if (file.current().filter(size -> size > LARGEST).isPresent()) {
                file.setAside();
            }
            try (OutputStream out =
                    Files.newOutputStream(file.path(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                out.write(getFormatter().format(record).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // standard output has the line too
            reportError("The guest log cannot be written.", e, ErrorManager.WRITE_FAILURE);
        }
    }

    @Override
    public void flush() {
        // nothing is held back
    }

    @Override
    public void close() {
        // nothing is open
    }
}
