package dev.coffer.engine.cassandra;

import dev.coffer.engine.DatabasesContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/**
 * Cassandra keeps the contract of engines. Nearly every test of a server starts one twice, which takes minutes in all; they are run with
 * {@code coffer test -DexcludedGroups=none}, and what they find first would keep the other tests from passing too.
 */
class CassandraContractTest {
    private static final EngineFixture FIXTURE = new CassandraFixture();

    @Nested
    @Tag("slow")
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
