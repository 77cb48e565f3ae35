package dev.coffer.agent;

import dev.coffer.bus.Envelope;
import dev.coffer.engine.LogFile;
import dev.coffer.log.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** The agent's log on standard output: a {@link LogLine} per record. */
final class AgentLog {
    /** The command that is being carried out on this thread, which the lines it logs name. */
    static final ScopedValue<Envelope> COMMAND = ScopedValue.newInstance();

    private AgentLog() {}

    static void toStandardOutput(String instanceId) {
        LogManager.getLogManager().reset();
        Handler handler = new Flushing(new Line(instanceId));
        handler.setLevel(Level.INFO);
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
    }

    /** The same lines in a log of bounded size that tenants' administrators can be shown. */
    static void alsoTo(LogFile file, String instanceId) {
        Handler handler = new GuestLog(file, new Line(instanceId));
        handler.setLevel(Level.INFO);
        Logger.getLogger("").addHandler(handler);
    }

    private static final class Flushing extends StreamHandler {
        Flushing(Formatter formatter) {
            super(System.out, formatter);
            try {
                setEncoding(StandardCharsets.UTF_8.name());
            } catch (java.io.UnsupportedEncodingException e) {
                throw new IllegalStateException("This Java has no UTF-8.", e);
            }
        }

        @Override
        public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
        }
    }

    static final class Line extends Formatter {
        private final String instanceId;

        Line(String instanceId) {
            this.instanceId = instanceId;
        }

        /** No stack traces: an exception's message may repeat what must not be logged. */
        @Override
        public String format(LogRecord record) {
            LogLine line = new LogLine(record.getInstant(), word(record.getLevel()), name(record))
                    .with("message", formatMessage(record));
            if (COMMAND.isBound()) {
                line.with(LogLine.REQUEST, COMMAND.get().request())
                        .with(LogLine.OPERATION, COMMAND.get().operation().orElse(null));
            }
            return line.with(LogLine.INSTANCE, instanceId).toString();
        }

        private static String name(LogRecord record) {
            return String.valueOf(record.getLoggerName());
        }

        /** In the words of the control plane's log. */
        private static String word(Level level) {
            int value = level.intValue();
            return value >= Level.SEVERE.intValue()
                    ? "ERROR"
                    : value >= Level.WARNING.intValue() ? "WARN" : value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
        }
    }
}
