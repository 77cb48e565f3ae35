package dev.coffer.engine.postgresql;

import dev.coffer.engine.DatabasesContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.ReplicationContract;
import org.junit.jupiter.api.Nested;

/** PostgreSQL keeps the contract of engines; what its versions share is tried with the newest. */
class PostgresqlContractTest {
    private static final EngineFixture LATEST = new PostgresqlFixture("18");
    private static final EngineFixture OLDER = new PostgresqlFixture("17");
    private static final EngineFixture OLDEST = new PostgresqlFixture("15");

    @Nested
    class Server_18 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Accounts_18 extends DatabasesContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Replication_18 extends ReplicationContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Server_17 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return OLDER;
        }
    }

    @Nested
    class Accounts_15 extends DatabasesContract {
        @Override
        protected EngineFixture fixture() {
            return OLDEST;
        }
    }

    @Nested
    class Server_15 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return OLDEST;
        }
    }
}
