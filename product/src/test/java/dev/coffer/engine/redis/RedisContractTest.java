package dev.coffer.engine.redis;

import dev.coffer.engine.AccountsContract;
import dev.coffer.engine.EngineContract;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.ReplicationContract;
import org.junit.jupiter.api.Nested;

/** All versions of Redis and Valkey keep the contract of engines. */
class RedisContractTest {
    private static final EngineFixture REDIS = RedisFixture.redis("8.0");
    private static final EngineFixture OLDER_REDIS = RedisFixture.redis("7.0");
    private static final EngineFixture VALKEY = RedisFixture.valkey("9.1");
    private static final EngineFixture OLDER_VALKEY = RedisFixture.valkey("8.1");

    @Nested
    class Server_redis_8_0 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return REDIS;
        }
    }

    @Nested
    class Accounts_redis_8_0 extends AccountsContract {
        @Override
        protected EngineFixture fixture() {
            return REDIS;
        }
    }

    @Nested
    class Replication_redis_8_0 extends ReplicationContract {
        @Override
        protected EngineFixture fixture() {
            return REDIS;
        }
    }

    @Nested
    class Server_valkey_9_1 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return VALKEY;
        }
    }

    @Nested
    class Accounts_valkey_9_1 extends AccountsContract {
        @Override
        protected EngineFixture fixture() {
            return VALKEY;
        }
    }

    @Nested
    class Replication_valkey_9_1 extends ReplicationContract {
        @Override
        protected EngineFixture fixture() {
            return VALKEY;
        }
    }

    @Nested
    class Server_redis_7_0 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return OLDER_REDIS;
        }
    }

    @Nested
    class Server_valkey_8_1 extends EngineContract {
        @Override
        protected EngineFixture fixture() {
            return OLDER_VALKEY;
        }
    }
}
