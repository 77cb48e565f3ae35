package dev.coffer.engine.cassandra;

import dev.coffer.engine.DatabasesContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import org.junit.jupiter.api.Nested;

/** Cassandra keeps the contract of engines. */
class CassandraContractTest {
    private static final EngineFixture FIXTURE = new CassandraFixture();

    @Nested
    class Server_5_0 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return FIXTURE;
        }
    }

    @Nested
    class Accounts_5_0 extends DatabasesContract {
        @Override
        protected EngineFixture fixture() {
            return FIXTURE;
        }
    }
}
