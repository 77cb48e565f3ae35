package dev.coffer.engine.mysql;

import dev.coffer.engine.DatabasesContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.ReplicationContract;
import org.junit.jupiter.api.Nested;

/** MySQL keeps the contract of engines. */
class MysqlContractTest {
    private static final EngineFixture FIXTURE = new MysqlFixture();

    @Nested
    class Server_9_7 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return FIXTURE;
        }
    }

    @Nested
    class Accounts_9_7 extends DatabasesContract {
        @Override
        protected EngineFixture fixture() {
            return FIXTURE;
        }
    }

    @Nested
    class Replication_9_7 extends ReplicationContract {
        @Override
        protected EngineFixture fixture() {
            return FIXTURE;
        }
    }
}
