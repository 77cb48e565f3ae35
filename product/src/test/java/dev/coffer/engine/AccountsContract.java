package dev.coffer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.Engine.Capability;
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

/** Users and root, with real logins, on one server for all tests. Engines with databases keep {@link DatabasesContract} too. */
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

    Accounts accounts() {
        return accounts;
    }

    Node node() {
        return node;
    }

    boolean can(Capability capability) {
        return fixture.engine().capabilities().contains(capability);
    }

    /** A database to work in, of an engine that has databases; else nothing. */
    private String workplace() {
        if (!can(Capability.DATABASES)) {
            return "";
        }
        accounts.createDatabases(List.of(database("mine")));
        return "mine";
    }

    private static UserSpec userIn(String workplace, String name) {
        return workplace.isEmpty() ? user(name) : user(name, workplace);
    }

    static DatabaseSpec database(String name) {
        return new DatabaseSpec(name, null, null);
    }

    static UserSpec user(String name, String... databases) {
        return new UserSpec(name, "%", "secret of " + name, List.of(databases));
    }

    boolean admits(String name, String password, String database) throws Exception {
        return fixture.admits(node, new Login(name, password, database));
    }

    static void fails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(EngineFailure.class, failure -> {
            assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
            assertThat(failure.getMessage()).doesNotContain("secret of").hasSizeLessThan(500);
        });
    }

    List<String> databaseNames() {
        return accounts.databases().stream().map(DatabaseSpec::name).toList();
    }

    @Test
    void a_new_server_shows_no_databases_and_no_users() {
        assertThat(accounts.databases()).isEmpty();
        assertThat(accounts.users()).isEmpty();
        assertThat(accounts.rootEnabled()).isFalse();
    }

    @Test
    void users_of_a_list_are_made_all_or_none() {
        accounts.createUsers(List.of(user("here")));
        fails(Kind.EXISTS, () -> accounts.createUsers(List.of(user("there"), user("here"))));
        assertThat(accounts.users()).extracting(UserInfo::name).containsExactly("here");
    }

    @Test
    void impossible_names_are_refused_with_a_sentence() {
        for (String name : fixture.impossibleNames()) {
            assertThat(fixture.engine().names().problemWithUser(name)).isPresent();
            assertThat(fixture.engine().names().problemWithHost(name)).isPresent();
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(user(name))));
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(new UserSpec("ann", name, "secret of", List.of()))));
            fails(Kind.NOT_FOUND, () -> accounts.dropUser(name, "%"));
            fails(Kind.NOT_FOUND, () -> accounts.dropUser("ann", name));
        }
        for (String password : List.of("", "secret of\0", "secret of".repeat(10_000))) {
            assertThat(fixture.engine().names().problemWithPassword(password)).isPresent();
            fails(Kind.REFUSED, () -> accounts.createUsers(List.of(new UserSpec("ann", "%", password, List.of()))));
            fails(Kind.REFUSED, () -> accounts.enableRoot(password));
        }
        assertThat(accounts.users()).isEmpty();
    }

    @Test
    void the_same_name_from_two_hosts_is_two_users() {
        if (!can(Capability.HOSTS)) {
            assertThat(fixture.engine().names().problemWithHost("%")).isEmpty();
            assertThat(fixture.engine().names().problemWithHost("10.0.0.%")).isPresent();
            return;
        }
        accounts.createUsers(List.of(
                new UserSpec("ann", "%", "secret of ann", List.of()),
                new UserSpec("ann", "10.0.0.%", "secret of ann", List.of())));
        assertThat(accounts.users())
                .containsExactlyInAnyOrder(
                        new UserInfo("ann", "%", List.of()), new UserInfo("ann", "10.0.0.%", List.of()));
        fails(Kind.EXISTS, () -> accounts.alterUser("ann", "%", null, "10.0.0.%", null));
        accounts.dropUser("ann", "10.0.0.%");
        assertThat(accounts.users()).containsExactly(new UserInfo("ann", "%", List.of()));
    }

    @Test
    void users_change_their_password_at_once() throws Exception {
        String mine = workplace();
        accounts.createUsers(List.of(userIn(mine, "ann")));
        accounts.alterUser("ann", "%", null, null, "another");
        assertThat(admits("ann", "secret of ann", mine)).isFalse();
        assertThat(admits("ann", "another", mine)).isTrue();
        fails(Kind.NOT_FOUND, () -> accounts.alterUser("bob", "%", null, null, "another"));
        fails(Kind.REFUSED, () -> accounts.alterUser("ann", "%", "root", null, null));
    }

    @Test
    void passwords_of_a_list_are_changed_all_or_none() throws Exception {
        String mine = workplace();
        accounts.createUsers(List.of(userIn(mine, "ann"), userIn(mine, "bob")));
        UserSpec ann = new UserSpec("ann", "%", "secret of two", List.of());
        UserSpec bob = new UserSpec("bob", "%", "secret of three", List.of());
        fails(Kind.NOT_FOUND, () -> accounts.changePasswords(List.of(ann, user("carl"))));
        fails(Kind.REFUSED, () -> accounts.changePasswords(List.of(ann, new UserSpec("bob", "%", "", List.of()))));
        fails(Kind.REFUSED, () -> accounts.changePasswords(List.of(ann, ann)));
        assertThat(admits("ann", "secret of ann", mine)).isTrue();

        accounts.changePasswords(List.of(ann, bob));
        accounts.changePasswords(List.of(ann, bob));
        assertThat(admits("ann", "secret of ann", mine)).isFalse();
        assertThat(admits("ann", "secret of two", mine)).isTrue();
        assertThat(admits("bob", "secret of three", mine)).isTrue();
        assertThat(accounts.users())
                .extracting(UserInfo::databases)
                .containsOnly(mine.isEmpty() ? List.of() : List.of(mine));
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
        String mine = workplace();
        String root = accounts.enableRoot("first");
        assertThat(accounts.rootEnabled()).isTrue();
        assertThat(admits(root, "first", mine)).isTrue();
        assertThat(accounts.users()).isEmpty();

        accounts.enableRoot("second");
        assertThat(admits(root, "first", mine)).isFalse();
        try (Tenant tenant = fixture.login(node, new Login(root, "second", mine))) {
            tenant.prepare();
            tenant.write(1);
        }
        accounts.disableRoot();
        accounts.disableRoot();
        assertThat(accounts.rootEnabled()).isFalse();
        assertThat(admits(root, "second", mine)).isFalse();
    }
}
