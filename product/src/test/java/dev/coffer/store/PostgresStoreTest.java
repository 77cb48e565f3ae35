package dev.coffer.store;

import java.io.IOException;

final class PostgresStoreTest extends StoreContract {
    @Override
    TestDatabase start() throws IOException, InterruptedException {
        return new PostgresqlServer();
    }
}
