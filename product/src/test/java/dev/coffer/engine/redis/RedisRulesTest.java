package dev.coffer.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.Node;
import dev.coffer.engine.TestNodes;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users may do, with real servers of each version. */
class RedisRulesTest {
    private static final Login BOB = new Login("bob", "bob's secret", "");

    private final TestNodes nodes = new TestNodes(RedisFixture.redis("8.0"));

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    static List<RedisFixture> versions() {
        return List.of(
                RedisFixture.redis("8.0"),
                RedisFixture.redis("7.0"),
                RedisFixture.valkey("9.1"),
                RedisFixture.valkey("8.1"));
    }

    private Member primary(RedisFixture fixture) throws IOException, InterruptedException {
        return Member.primary(fixture, new TestNodes(fixture).reimaged(nodes.make(), fixture));
    }

    private static UserSpec bob(String... rules) {
        return new UserSpec(BOB.user(), "%", BOB.password(), List.of(), List.of(rules));
    }

    private static void denied(Session session, String... command) {
        assertThatThrownBy(() -> session.ask(command))
                .as(String.join(" ", command))
                .hasMessageMatching(".*(NOPERM|DEBUG command not allowed).*");
    }

    private static void refused(Kind kind, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        EngineFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    /** What is asked as soon as anybody is let in must not be refused because the users are not back yet. */
    @ParameterizedTest
    @MethodSource("versions")
    void a_server_that_was_killed_knows_its_users_when_it_answers(RedisFixture fixture)
            throws IOException, InterruptedException {
        Member primary = primary(fixture);
        UserSpec odd = new UserSpec("o'c\\lo\"ck#1", "%", "odd secret", List.of(), List.of("~a\"b'*", "+@read"));
        primary.accounts().createUsers(List.of(bob(), odd));
        Login login = new Login(odd.name(), odd.password(), "");
        TestNodes.kill(primary.node());
        Thread agent = Thread.ofPlatform().start(() -> {
            try {
                primary.server().start();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try (Session first = firstLogin(primary.node(), login, "GET", "a\"b'c")) {
            denied(first, "GET", "other");
        }
        agent.join();
        primary.tenant(BOB).close();
    }

    /** Tries until the server listens and has loaded its data. */
    private static Session firstLogin(Node node, Login login, String... question) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            Session session = null;
            try {
                session = RedisFixture.connect(node, login);
                session.ask(question);
                return session;
            } catch (EngineFailure failure) {
                if (session != null) {
                    session.close();
                }
                if (failure.kind() != Kind.PASSING || System.nanoTime() > deadline) {
                    throw failure;
                }
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void rules_hold_for_keys_channels_and_commands(RedisFixture fixture) throws IOException, InterruptedException {
        Member primary = primary(fixture);
        primary.accounts().createUsers(List.of(bob("~a:*", "%R~b:*", "&news", "-@dangerous")));
        assertThat(primary.accounts().users())
                .containsExactly(
                        new UserInfo("ann", "%", List.of()),
                        new UserInfo("bob", "%", List.of(), List.of("~a:*", "%R~b:*", "&news", "-@dangerous")));
        try (Session session = primary.tenant(BOB)) {
            session.ask("SET", "a:1", "x");
            session.ask("GET", "b:1");
            session.ask("PUBLISH", "news", "x");
            denied(session, "SET", "b:1", "x");
            denied(session, "GET", "c");
            denied(session, "PUBLISH", "other", "x");
            denied(session, "KEYS", "*");
            denied(session, "FLUSHALL");

            primary.accounts().changeRules("bob", "%", List.of("+@read"));
            session.ask("GET", "c");
            denied(session, "SET", "a:1", "x");
            primary.accounts().changeRules("bob", "%", List.of());
            session.ask("SET", "c", "x");
        }
        primary.server().stop();
        primary.server().start();
        primary.tenant(BOB).close();
    }

    static Stream<List<String>> withheld() {
        return Stream.of(
                        "CONFIG GET requirepass",
                        "CONFIG SET appendonly no",
                        "CONFIG REWRITE",
                        "DEBUG SLEEP 0",
                        "SHUTDOWN NOSAVE",
                        "REPLICAOF NO ONE",
                        "SLAVEOF NO ONE",
                        "FAILOVER",
                        "CLUSTER RESET",
                        "ACL LIST",
                        "ACL SETUSER bob +@all",
                        "ACL DELUSER coffer_replication",
                        "MODULE LIST",
                        "SAVE",
                        "BGSAVE",
                        "BGREWRITEAOF",
                        "MIGRATE 127.0.0.1 1 k 0 1",
                        "RESTORE-ASKING k 0 x",
                        "SCRIPT DEBUG YES",
                        "MONITOR",
                        "SYNC",
                        "PSYNC ? -1",
                        "REPLCONF ACK 1",
                        "CLIENT PAUSE 1000",
                        "CLIENT KILL TYPE normal")
                .map(command -> List.of(command.split(" ")));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_is_withheld_stays_withheld_whatever_the_rules_say(RedisFixture fixture)
            throws IOException, InterruptedException {
        Member primary = primary(fixture);
        String root = primary.accounts().enableRoot("root's secret");
        primary.accounts()
                .createUsers(List.of(bob(
                        "allkeys",
                        "+@all",
                        "+@admin",
                        "+config|get",
                        "+config|set",
                        "+debug",
                        "+acl|setuser",
                        "+client|kill",
                        "+script|debug",
                        "+migrate")));
        for (Login login : List.of(Member.ANN, BOB, new Login(root, "root's secret", ""))) {
            try (Session session = primary.tenant(login)) {
                withheld().forEach(command -> denied(session, command.toArray(String[]::new)));
            }
        }
        try (Session session = primary.tenant(new Login(root, "root's secret", ""))) {
            session.ask("SLOWLOG", "GET");
            session.ask("CLIENT", "LIST");
            session.ask("FLUSHALL");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_rule_the_server_does_not_know_is_refused_and_changes_nothing(RedisFixture fixture) throws Exception {
        Member primary = primary(fixture);
        UserSpec eve = new UserSpec("eve", "%", "eve's secret", List.of());
        refused(Kind.REFUSED, () -> primary.accounts().createUsers(List.of(eve, bob("+nosuchcommand"))));
        refused(Kind.REFUSED, () -> primary.accounts().changeRules("ann", "%", List.of("+@nosuchcategory")));
        refused(Kind.NOT_FOUND, () -> primary.accounts().changeRules("root", "%", List.of()));
        assertThat(primary.accounts().users()).containsExactly(new UserInfo("ann", "%", List.of()));
        assertThat(fixture.admits(primary.node(), new Login("eve", "eve's secret", "")))
                .isFalse();
        primary.write(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on",
                "off",
                "nopass",
                ">secret",
                "<secret",
                "#abc",
                "!abc",
                "resetpass",
                "reset",
                "(+get ~*)",
                "~a b",
                "~a\n",
                "+GET",
                "+",
                "-@",
                "@read",
                "get",
                "sanitize-payload",
                ""
            })
    void what_is_no_rule_is_refused_before(String rule) {
        assertThat(new Names().problemWithRules(List.of(rule))).isPresent();
    }

    @Test
    void what_are_rules_is_taken() {
        assertThat(new Names()
                        .problemWithRules(List.of(
                                "~*", "~", "%R~a", "%W~b", "%RW~c", "&d", "+get", "-client|list", "+@read", "-@write")))
                .isEmpty();
        assertThat(new Names().problemWithRules(Collections.nCopies(101, "~a"))).isPresent();
    }
}
