package dev.coffer.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The control plane's log; named in {@code logback.xml}. */
public final class JsonEncoder extends EncoderBase<ILoggingEvent> {
    private static final List<String> IDS = List.of(LogLine.REQUEST, LogLine.OPERATION, LogLine.INSTANCE);

    @Override
    public byte[] encode(ILoggingEvent event) {
        LogLine line = new LogLine(event.getInstant(), event.getLevel().toString(), event.getLoggerName())
                .with("message", event.getFormattedMessage());
        Map<String, String> ids = event.getMDCPropertyMap();
        IDS.forEach(id -> line.with(id, ids.get(id)));
        return line.with("exception", stack(event.getThrowableProxy()))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String stack(@Nullable IThrowableProxy thrown) {
        return thrown == null ? null : ThrowableProxyUtil.asString(thrown).stripTrailing();
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
