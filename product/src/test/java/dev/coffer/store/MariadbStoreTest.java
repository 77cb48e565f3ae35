package dev.coffer.store;

import java.io.IOException;

final class MariadbStoreTest extends StoreContract {
    @Override
    TestDatabase start() throws IOException, InterruptedException {
        return new MariadbServer();
    }
}
