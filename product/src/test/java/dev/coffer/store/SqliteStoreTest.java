package dev.coffer.store;

final class SqliteStoreTest extends StoreContract {
    @Override
    TestDatabase start() throws Exception {
        return new SqliteFile();
    }
}
