package dev.coffer.engine.redis;

import dev.coffer.engine.Engine;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFixture;
import dev.coffer.engine.Node;
import dev.coffer.image.ImageRecipe;
import dev.coffer.image.Images;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Redis or Valkey of one version, used over TCP. Numbers are kept in a set. */
record RedisFixture(Engine engine, String version) implements EngineFixture {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NUMBERS = "numbers";

    static RedisFixture redis(String version) {
        return new RedisFixture(RedisEngine.redis(), version);
    }

    static RedisFixture valkey(String version) {
        return new RedisFixture(RedisEngine.valkey(), version);
    }

    @Override
    public boolean isMadeAtOnce() {
        return true;
    }

    /** Images are fetched once per machine; a server that does not run as root must be able to read them. */
    @Override
    public Path image() {
        List<ImageRecipe> recipes =
                engine.offers().stream().map(Engine.Offer::recipe).toList();
        String name = recipes.stream()
                .map(ImageRecipe::name)
                .filter(recipe -> recipe.endsWith("-" + version))
                .findFirst()
                .orElseThrow();
        return new Images(Images.userCache(), recipes).fetch(name, System.err::println);
    }

    static Session connect(Node node, Login login) {
        Socket socket = new Socket();
        return Session.open(
                socket,
                login.user(),
                login.password(),
                PATIENCE,
                () -> socket.connect(new InetSocketAddress(node.address(), RedisEngine.PORT), 5_000));
    }

    @Override
    public Tenant login(Node node, Login login) {
        Session session = connect(node, login);
        return new Tenant() {
            @Override
            public void prepare() {
                session.ask("DEL", NUMBERS);
            }

            /** Acknowledged when a replica has it too, while there is one. */
            @Override
            public void write(long number) {
                session.ask("SADD", NUMBERS, Long.toString(number));
                while (ReplicationStatus.read(session).replicas() > 0) {
                    if (!session.text("WAIT", "1", "1000").orElseThrow().equals("0")) {
                        return;
                    }
                }
            }

            @Override
            public Set<Long> read() {
                return session.texts("SMEMBERS", NUMBERS).stream()
                        .map(Long::parseLong)
                        .collect(Collectors.toSet());
            }

            @Override
            public void close() {
                session.close();
            }
        };
    }

    @Override
    public boolean admits(Node node, Login login) {
        try {
            login(node, login).close();
            return true;
        } catch (EngineFailure refused) {
            return false;
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** A transaction that is not executed, and a script that never ends. */
    @Override
    public AutoCloseable block(Node node, Login login) {
        Session writing = connect(node, login);
        Session running = connect(node, login);
        writing.ask("MULTI");
        writing.ask("SADD", NUMBERS, "1");
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                running.ask("EVAL", "while true do end", "0");
            } catch (EngineFailure cut) {
                return;
            }
        });
        return () -> {
            try {
                writing.ask("EXEC");
                throw new AssertionError("the transaction was executed");
            } catch (EngineFailure refused) {
                writing.close();
            }
            running.close();
            thread.join();
        };
    }

    @Override
    public List<String> impossibleNames() {
        return List.of("", "nul\0l", "x".repeat(65_536), "two words", "line\nbreak", " blank");
    }

    @Override
    public List<String> longestNames() {
        return List.of("x".repeat(80), "ö".repeat(80));
    }

    @Override
    public List<Login> forbidden() {
        return List.of(
                new Login("default", "", ""),
                new Login("default", "default", ""),
                new Login("root", "", ""),
                new Login("root", "root", ""),
                new Login("", "", ""),
                new Login("os_admin", "", ""),
                new Login("os_admin", "os_admin", ""),
                new Login("coffer_replication", "", ""));
    }
}
