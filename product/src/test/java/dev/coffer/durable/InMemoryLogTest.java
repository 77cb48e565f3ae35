package dev.coffer.durable;

import java.util.Optional;

final class InMemoryLogTest extends OperationLogContract {
    private final InMemoryLog log = new InMemoryLog(clock);

    @Override
    protected OperationLog log() {
        return log;
    }

    @Override
    protected void file(NewOperation operation) {
        log.file(operation);
    }

    @Override
    protected Optional<Operation> find(String id) {
        return log.find(id);
    }

    @Override
    protected void cancel(String resource) {
        log.cancel(resource);
    }
}
