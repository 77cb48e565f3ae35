package dev.coffer.engine.mysql;

import dev.coffer.engine.DatabasesContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.ReplicationContract;
import org.junit.jupiter.api.Nested;

/** MariaDB keeps the contracts of engines; the older version differs most in how it is copied. */
class MariadbContractTest {
    private static final EngineFixture LATEST = new MariadbFixture("11.8");
    private static final EngineFixture OLDER = new MariadbFixture("10.11");

    @Nested
    class Server_11_8 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Accounts_11_8 extends DatabasesContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Replication_11_8 extends ReplicationContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Replication_10_11 extends ReplicationContract {
        @Override
        protected EngineFixture fixture() {
            return OLDER;
        }
    }
}
