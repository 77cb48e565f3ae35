package dev.coffer.engine.mongodb;

import dev.coffer.engine.DatabasesContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIf;

/** MongoDB keeps the contract of engines; reported as skipped where no operator has supplied its server. */
@EnabledIf(value = "dev.coffer.engine.mongodb.MongodbFixture#isSupplied", disabledReason = MongodbFixture.MISSING)
class MongodbContractTest {
    private static final EngineFixture LATEST = new MongodbFixture("8.0");

    @Nested
    class Server_8_0 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }

    @Nested
    class Accounts_8_0 extends DatabasesContract {
        @Override
        protected EngineFixture fixture() {
            return LATEST;
        }
    }
}
