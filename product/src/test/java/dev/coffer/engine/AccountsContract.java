package dev.coffer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases, users, grants and root, with real logins, on one server for all tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AccountsContract {
    private TestNodes nodes;
    private EngineFixture fixture;
    private Node node;
    private Accounts accounts;

    protected abstract EngineFixture fixture();

    @BeforeAll
    void start() throws IOException, InterruptedException {
        fixture = fixture();
        nodes = new TestNodes(fixture);
        node = nodes.make();
        Server server = fixture.engine().open(node);
        server.initialise();
        server.start();
        accounts = server.accounts().orElseThrow();
    }

    @AfterAll
    void end() throws IOException, InterruptedException {
        nodes.close();
    }

    @AfterEach
    void empty() {
        accounts.users().forEach(user -> accounts.dropUser(user.name(), user.host()));
        accounts.databases().forEach(database -> accounts.dropDatabase(database.name()));
        accounts.disableRoot();
    }

    private static DatabaseSpec database(String name) {
        return new DatabaseSpec(name, null, null);
    }

    private static UserSpec user(String name, String... databases) {
        return new UserSpec(name, "%", "secret of " + name, List.of(databases));
    }

    private boolean admits(String name, String password, String database) throws Exception {
        return fixture.admits(node, new Login(name, password, database));
    }

    private static void fails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EngineFailure.class, failure -> {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
            assertThat(failure.getMessage()).doesNotContain("secret of").hasSizeLessThan(500);
        });
    }

    private List<String> databaseNames() {
        return accounts.databases().stream().map(DatabaseSpec::name).toList();
    }

    @Test
    void a_new_server_shows_no_databases_and_no_users() {
        assertThat(accounts.databases()).isEmpty();
        assertThat(accounts.users()).isEmpty();
        assertThat(accounts.rootEnabled()).isFalse();
    }

    @Test
    void databases_are_made_listed_and_dropped() {
        accounts.createDatabases(List.of(database("one"), database("two")));
        assertThat(databaseNames()).containsExactly("one", "two");
        fails(Kind.EXISTS, () -> accounts.createDatabases(List.of(database("three"), database("one"))));
        assertThat(databaseNames()).containsExactly("one", "two");

        accounts.dropDatabase("one");
        assertThat(databaseNames()).containsExactly("two");
        fails(Kind.NOT_FOUND, () -> accounts.dropDatabase("one"));
    }

    @Test
    void databases_of_a_list_are_made_all_or_none() {
        fails(
                Kind.REFUSED,
                () -> accounts.createDatabases(List.of(database("one"), new DatabaseSpec("two", "no_such_set", null))));
        fails(Kind.REFUSED, () -> accounts.createDatabases(List.of(database("one"), database("one"))));
        assertThat(databaseNames()).isEmpty();
    }

    @Test
    void users_of_a_list_are_made_all_or_none() {
        accounts.createUsers(List.of(user("here")));
        fails(Kind.EXISTS, () -> accounts.createUsers(List.of(user("there"), user("here"))));
        assertThat(accounts.users()).extracting(UserInfo::name).containsExactly("here");
    }

    @Test
    void a_user_reaches_its_databases_and_no_other() throws Exception {
        accounts.createDatabases(List.of(database("mine"), database("other")));
        accounts.createUsers(List.of(user("ann", "mine", "to_come")));
        try (Tenant ann = fixture.login(node, new Login("ann", "secret of ann", "mine"))) {
            ann.prepare();
            ann.write(7);
            assertThat(ann.read()).containsExactly(7L);
        }
        assertThat(admits("ann", "secret of ann", "other")).isFalse();
        assertThat(admits("ann", "wrong", "mine")).isFalse();
        assertThat(admits("ann", "", "mine")).isFalse();
        accounts.createDatabases(List.of(database("to_come"), database("toxcome")));
        assertThat(admits("ann", "secret of ann", "to_come")).isTrue();
        assertThat(admits("ann", "secret of ann", "toxcome")).isFalse();
        assertThat(accounts.users()).containsExactly(new UserInfo("ann", "%", List.of("mine", "to_come")));
    }

    static List<String> hostileNames() {
        return List.of(
                "o'clock",
                "back`tick",
                "dou\"ble",
                "per%cent",
                "under_score",
                "../escape",
                "back\\slash",
                "semi;colon",
                "-- comment",
                "naïve 名前 имя",
                "a.b",
                "at@sign",
                "${dollar}",
                "NULL",
                "#hash",
                "/* c */",
                "\\'x\\\"y");
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void hostile_names_are_names(String name) throws Exception {
        accounts.createDatabases(List.of(database(name)));
        accounts.createUsers(List.of(user(name, name)));
        assertThat(databaseNames()).containsExactly(name);
        assertThat(accounts.users()).containsExactly(new UserInfo(name, "%", List.of(name)));
        try (Tenant tenant = fixture.login(node, new Login(name, "secret of " + name, name))) {
            tenant.prepare();
            tenant.write(1);
        }
        fails(Kind.EXISTS, () -> accounts.createDatabases(List.of(database(name))));
        fails(Kind.EXISTS, () -> accounts.createUsers(List.of(user(name))));
        accounts.alterUser(name, "%", name + "2", "127.%", "new " + name);
        assertThat(accounts.users()).containsExactly(new UserInfo(name + "2", "127.%", List.of(name)));
        assertThat(admits(name + "2", "new " + name, name)).isTrue();
        accounts.revoke(name + "2", "127.%", name);
        assertThat(accounts.users()).containsExactly(new UserInfo(name + "2", "127.%", List.of()));
        accounts.dropUser(name + "2", "127.%");
        accounts.dropDatabase(name);
        assertThat(accounts.users()).isEmpty();
        assertThat(databaseNames()).isEmpty();
    }

    @Test
    void impossible_names_are_refused_with_a_sentence() {
        for (String name : List.of("", "nul\0l", "x".repeat(65_536), " blank", "line\nbreak", "smile 😀")) {
            assertThat(fixture.engine().names().problemWithDatabase(name)).isPresent();
            assertThat(fixture.engine().names().problemWithUser(name)).isPresent();
            assertThat(fixture.engine().names().problemWithHost(name)).isPresent();
            fails(Kind.REFUSED, () -> accounts.createDatabases(List.of(database(name))));
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(user(name))));
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(user("ann", name))));
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(new UserSpec("ann", name, "secret of", List.of()))));
            fails(Kind.NOT_FOUND, () -> accounts.dropDatabase(name));
            fails(Kind.NOT_FOUND, () -> accounts.dropUser(name, "%"));
            fails(Kind.NOT_FOUND, () -> accounts.dropUser("ann", name));
        }
        for (String password : List.of("", "secret of\0", "secret of".repeat(10_000))) {
            assertThat(fixture.engine().names().problemWithPassword(password)).isPresent();
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(new UserSpec("ann", "%", password, List.of()))));
            fails(Kind.REFUSED, () -> accounts.enableRoot(password));
        }
        assertThat(accounts.users()).isEmpty();
        assertThat(databaseNames()).isEmpty();
    }

    @Test
    void what_the_rules_take_the_server_takes() throws Exception {
        for (String name : List.of("x".repeat(64), "ö".repeat(40), "_".repeat(32))) {
            assertThat(fixture.engine().names().problemWithDatabase(name)).isEmpty();
            assertThat(fixture.engine().names().problemWithUser(name)).isEmpty();
            accounts.createDatabases(List.of(database(name)));
            accounts.createUsers(List.of(user(name, name)));
            assertThat(admits(name, "secret of " + name, name)).isTrue();
        }
        String password = "🗝 'pass\\word\" `%_ ".strip() + "x".repeat(500);
        assertThat(fixture.engine().names().problemWithPassword(password)).isEmpty();
        accounts.createUsers(List.of(new UserSpec("ann", "%", password, List.of("x".repeat(64)))));
        assertThat(admits("ann", password, "x".repeat(64))).isTrue();
    }

    @Test
    void the_same_name_from_two_hosts_is_two_users() {
        accounts.createUsers(List.of(
                new UserSpec("ann", "%", "secret of ann", List.of()),
                new UserSpec("ann", "10.0.0.%", "secret of ann", List.of("mine"))));
        assertThat(accounts.users())
                .containsExactlyInAnyOrder(
                        new UserInfo("ann", "%", List.of()), new UserInfo("ann", "10.0.0.%", List.of("mine")));
        fails(Kind.EXISTS, () -> accounts.alterUser("ann", "%", null, "10.0.0.%", null));
        accounts.dropUser("ann", "10.0.0.%");
        assertThat(accounts.users()).containsExactly(new UserInfo("ann", "%", List.of()));
    }

    @Test
    void users_change_their_password_at_once() throws Exception {
        accounts.createDatabases(List.of(database("mine")));
        accounts.createUsers(List.of(user("ann", "mine")));
        accounts.alterUser("ann", "%", null, null, "another");
        assertThat(admits("ann", "secret of ann", "mine")).isFalse();
        assertThat(admits("ann", "another", "mine")).isTrue();
        fails(Kind.NOT_FOUND, () -> accounts.alterUser("bob", "%", null, null, "another"));
        fails(Kind.REFUSED, () -> accounts.alterUser("ann", "%", "root", null, null));
    }

    @Test
    void a_user_who_moves_keeps_password_and_grants() throws Exception {
        accounts.createDatabases(List.of(database("mine"), database("yours")));
        accounts.createUsers(List.of(user("ann", "mine", "to_come")));
        accounts.alterUser("ann", "%", null, "127.%", null);
        assertThat(accounts.users()).containsExactly(new UserInfo("ann", "127.%", List.of("mine", "to_come")));
        assertThat(admits("ann", "secret of ann", "mine")).isTrue();
        assertThat(admits("ann", "secret of ann", "yours")).isFalse();
        accounts.alterUser("ann", "127.%", "anna", null, null);
        assertThat(admits("anna", "secret of ann", "mine")).isTrue();
        assertThat(accounts.users()).containsExactly(new UserInfo("anna", "127.%", List.of("mine", "to_come")));
    }

    @Test
    void passwords_of_a_list_are_changed_all_or_none() throws Exception {
        accounts.createDatabases(List.of(database("mine")));
        accounts.createUsers(List.of(user("ann", "mine"), user("bob", "mine")));
        UserSpec ann = new UserSpec("ann", "%", "secret of two", List.of());
        UserSpec bob = new UserSpec("bob", "%", "secret of three", List.of("other"));
        fails(Kind.NOT_FOUND, () -> accounts.changePasswords(List.of(ann, user("carl"))));
        fails(Kind.REFUSED, () -> accounts.changePasswords(List.of(ann, new UserSpec("bob", "%", "", List.of()))));
        fails(Kind.REFUSED, () -> accounts.changePasswords(List.of(ann, ann)));
        assertThat(admits("ann", "secret of ann", "mine")).isTrue();

        accounts.changePasswords(List.of(ann, bob));
        accounts.changePasswords(List.of(ann, bob));
        assertThat(admits("ann", "secret of ann", "mine")).isFalse();
        assertThat(admits("ann", "secret of two", "mine")).isTrue();
        assertThat(admits("bob", "secret of three", "mine")).isTrue();
        assertThat(accounts.users()).extracting(UserInfo::databases).containsOnly(List.of("mine"));
    }

    @Test
    void grants_are_given_and_taken() throws Exception {
        accounts.createDatabases(List.of(database("a"), database("b")));
        accounts.createUsers(List.of(user("ann", "a")));
        accounts.grant("ann", "%", List.of("b", "a"));
        assertThat(accounts.users()).containsExactly(new UserInfo("ann", "%", List.of("a", "b")));
        accounts.revoke("ann", "%", "a");
        assertThat(admits("ann", "secret of ann", "a")).isFalse();
        assertThat(admits("ann", "secret of ann", "b")).isTrue();
        fails(Kind.NOT_FOUND, () -> accounts.revoke("ann", "%", "a"));
        fails(Kind.NOT_FOUND, () -> accounts.grant("bob", "%", List.of("a")));
    }

    @Test
    void what_belongs_to_the_server_cannot_be_touched() {
        fixture.forbidden().stream()
                .map(Login::user)
                .filter(name -> !name.isEmpty())
                .forEach(name -> {
                    assertThat(fixture.engine().names().problemWithUser(name)).isPresent();
                    fails(Kind.REFUSED, () -> accounts.createUsers(List.of(user(name))));
                    fails(Kind.NOT_FOUND, () -> accounts.dropUser(name, "localhost"));
                    fails(Kind.NOT_FOUND, () -> accounts.alterUser(name, "localhost", null, null, "secret of mine"));
                });
    }

    @Test
    void root_is_enabled_again_and_disabled() throws Exception {
        String root = accounts.enableRoot("first");
        assertThat(accounts.rootEnabled()).isTrue();
        accounts.createDatabases(List.of(database("mine")));
        assertThat(admits(root, "first", "mine")).isTrue();
        assertThat(accounts.users()).isEmpty();

        accounts.enableRoot("second");
        assertThat(admits(root, "first", "mine")).isFalse();
        try (Tenant tenant = fixture.login(node, new Login(root, "second", "mine"))) {
            tenant.prepare();
            tenant.write(1);
        }
        accounts.disableRoot();
        accounts.disableRoot();
        assertThat(accounts.rootEnabled()).isFalse();
        assertThat(admits(root, "second", "mine")).isFalse();
    }
}
