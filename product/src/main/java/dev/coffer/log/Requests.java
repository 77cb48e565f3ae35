package dev.coffer.log;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Which request of the API is being answered on this thread, so that what it files can name it. */
public final class Requests {
    private final ScopedValue<String> current = ScopedValue.newInstance();

    /** Answers a request; whatever is logged meanwhile on this thread carries its id. */
    public <T> T answer(String id, Supplier<T> work) {
        try (var _ = MDC.putCloseable(LogLine.REQUEST, id)) {
            return ScopedValue.where(current, id).call(work::get);
        }
    }

    /** Id of the request that this thread answers. */
    public Optional<String> current() {
        return current.isBound() ? Optional.of(current.get()) : Optional.empty();
    }
}
