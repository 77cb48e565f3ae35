package dev.coffer.store;

import java.io.IOException;

final class SqliteStoreTest extends StoreContract {
    @Override
    TestDatabase start() throws IOException {
        return new SqliteFile();
    }
}
