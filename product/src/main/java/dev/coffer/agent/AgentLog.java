package dev.coffer.agent;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** One line per record on standard output: time, level, instance, room, message. */
final class AgentLog {

    private AgentLog() {}

    static void toStandardOutput(String instanceId) {
        LogManager.getLogManager().reset();
        Handler handler = new Flushing(new Line(instanceId));
        handler.setLevel(Level.INFO);
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
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

    private static final class Line extends Formatter {
        private final String instanceId;

        Line(String instanceId) {
            this.instanceId = instanceId;
        }

        /** No stack traces: an exception's message may repeat what must not be logged. */
        @Override
        public String format(LogRecord record) {
            Instant at = record.getInstant().truncatedTo(ChronoUnit.MILLIS);
            String name = String.valueOf(record.getLoggerName());
            String message = formatMessage(record).replaceAll("\\p{Cntrl}+", " ");
            return "%s %s %s %s %s%n"
                    .formatted(at, record.getLevel(), instanceId, name.substring(name.lastIndexOf('.') + 1), message);
        }
    }
}
