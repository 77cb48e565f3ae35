package dev.coffer.store;

import dev.coffer.durable.NewOperation;
import dev.coffer.durable.Operation;
import dev.coffer.durable.OperationLog;
import dev.coffer.durable.OperationLogContract;
import dev.coffer.durable.SettableClock;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** What the store must do on every database; a database's test extends this and starts the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StoreContract extends OperationLogContract
        implements CatalogueContract,
                InstancesContract,
                ModulesContract,
                QueueContract,
                QuotasContract,
                RecordsContract,
                TransactionsContract {
    private TestDatabase database;
    private Store store;

    abstract TestDatabase start() throws Exception;

    @BeforeAll
    void open() throws Exception {
        database = start();
        store = database.open(clock);
    }

    @AfterAll
    void stop() throws Exception {
        if (store != null) {
            store.close();
        }
        if (database != null) {
            database.close();
        }
    }

    @BeforeEach
    void empty() throws Exception {
        database.empty();
        Samples.seed(store);
    }

    @Override
    public TestDatabase database() {
        return database;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public SettableClock clock() {
        return clock;
    }

    @Override
    protected OperationLog log() {
        return store.operationLog();
    }

    @Override
    protected void file(NewOperation operation) {
        store.write(tx -> tx.operations().file(operation));
    }

    @Override
    protected Optional<Operation> find(String id) {
        return store.read(tx -> tx.operations().find(id));
    }

    @Override
    protected void cancel(String resource) {
        store.change(tx -> tx.operations().cancel(resource));
    }
}
