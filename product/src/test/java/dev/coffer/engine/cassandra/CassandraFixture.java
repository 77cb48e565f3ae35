package dev.coffer.engine.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.auth.PlainTextAuthProviderBase;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.EndPoint;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import dev.coffer.engine.Engine;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.Node;
import dev.coffer.image.Images;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Cassandra, used by its own driver. */
record CassandraFixture() implements EngineFixture {
    private static final CassandraEngine ENGINE = new CassandraEngine();
    private static final Engine.Offer OFFER = ENGINE.offers().getFirst();

    @Override
    public Engine engine() {
        return ENGINE;
    }

    @Override
    public String version() {
        return OFFER.version();
    }

    /** Images are fetched once per machine; a server that does not run as root must be able to read them. */
    @Override
    public Path image() {
        return new Images(Images.userCache(), List.of(OFFER.recipe()))
                .fetch(OFFER.recipe().name(), System.err::println);
    }

    static CqlSessionBuilder builder(Node node, Login login) {
        DriverConfigLoader configuration = DriverConfigLoader.programmaticBuilder()
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(10))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(10))
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, false)
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 0)
                .build();
        return CqlSession.builder()
                .withConfigLoader(configuration)
                .addContactPoint(new InetSocketAddress(node.address(), CassandraEngine.PORT))
                .withLocalDatacenter(Configuration.DATA_CENTER)
                .withAuthProvider(new AnyCredentials(login));
    }

    /** Every user may enter every keyspace, so it is tried whether a table can be made. */
    @Override
    public Tenant login(Node node, Login login) {
        CqlSession session = builder(node, login).build();
        String table = Cql.name(login.database()) + ".numbers";
        if (!login.database().isEmpty()) {
            try {
                session.execute("CREATE TABLE IF NOT EXISTS %s (number bigint PRIMARY KEY)".formatted(table));
            } catch (UnauthorizedException refused) {
                session.close();
                throw refused;
            }
        }
        return new Tenant() {
            @Override
            public void prepare() {
                session.execute("TRUNCATE " + table);
            }

            @Override
            public void write(long number) {
                session.execute("INSERT INTO %s (number) VALUES (%d)".formatted(table, number));
            }

            @Override
            public Set<Long> read() {
                Set<Long> numbers = new HashSet<>();
                session.execute("SELECT number FROM " + table).forEach(row -> numbers.add(row.getLong(0)));
                return numbers;
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    @Override
    public boolean admits(Node node, Login login) throws Exception {
        try {
            login(node, login).close();
            return true;
        } catch (UnauthorizedException refused) {
            return false;
        } catch (AllNodesFailedException failed) {
            boolean refused = failed.getAllErrors().values().stream()
                    .flatMap(List::stream)
                    .anyMatch(AuthenticationException.class::isInstance);
            if (!refused) {
                throw failed;
            }
            return false;
        }
    }

    /** There are neither transactions nor locks to leave behind. */
    @Override
    public AutoCloseable block(Node node, Login login) {
        return login(node, login);
    }

    @Override
    public List<Login> forbidden() {
        return List.of(
                new Login("cassandra", "cassandra", ""),
                new Login("cassandra", "", ""),
                new Login("os_admin", "", ""),
                new Login("os_admin", "os_admin", ""),
                new Login("root", "root", ""),
                new Login("", "", ""));
    }

    @Override
    public List<String> impossibleNames() {
        return List.of("", "nul\0l", "x".repeat(65_536), " blank", "line\nbreak");
    }

    @Override
    public List<String> longestNames() {
        return List.of("x".repeat(48), "_".repeat(48));
    }

    /** Of 72 bytes. */
    @Override
    public String hardestPassword() {
        return "🗝 'pass\\word\" `%_" + "x".repeat(50);
    }

    @Override
    public Set<String> refusedNames() {
        return Set.of(
                "o'clock",
                "back`tick",
                "dou\"ble",
                "per%cent",
                "../escape",
                "back\\slash",
                "semi;colon",
                "-- comment",
                "naïve 名前 имя",
                "a.b",
                "at@sign",
                "${dollar}",
                "#hash",
                "/* c */",
                "\\'x\\\"y");
    }

    /** The driver's own provider refuses empty passwords before the server can. */
    private static final class AnyCredentials extends PlainTextAuthProviderBase {
        private final Login login;

        AnyCredentials(Login login) {
            super("");
            this.login = login;
        }

        @Override
        protected Credentials getCredentials(EndPoint endPoint, String authenticator) {
            return new Credentials(login.user().toCharArray(), login.password().toCharArray());
        }
    }
}
