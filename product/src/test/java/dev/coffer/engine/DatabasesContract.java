package dev.coffer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Engine.Capability;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.EngineFixture.Login;
import dev.coffer.engine.EngineFixture.Tenant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases and grants on them besides users, with real logins. */
public abstract class DatabasesContract extends AccountsContract {

    @Test
    void databases_are_made_listed_and_dropped() {
        accounts().createDatabases(List.of(database("one"), database("two")));
        assertThat(databaseNames()).containsExactly("one", "two");
        fails(Kind.EXISTS, () -> accounts().createDatabases(List.of(database("three"), database("one"))));
        assertThat(databaseNames()).containsExactly("one", "two");

        accounts().dropDatabase("one");
        assertThat(databaseNames()).containsExactly("two");
        fails(Kind.NOT_FOUND, () -> accounts().dropDatabase("one"));
    }

    @Test
    void databases_of_a_list_are_made_all_or_none() {
        fails(
                Kind.REFUSED,
                () -> accounts()
                        .createDatabases(List.of(database("one"), new DatabaseSpec("two", "no_such_set", null))));
        fails(Kind.REFUSED, () -> accounts().createDatabases(List.of(database("one"), database("one"))));
        assertThat(databaseNames()).isEmpty();
    }

    @Test
    void a_user_reaches_its_databases_and_no_other() throws Exception {
        accounts().createDatabases(List.of(database("mine"), database("other")));
        accounts().createUsers(List.of(user("ann", "mine")));
        try (Tenant ann = fixture().login(node(), new Login("ann", "secret of ann", "mine"))) {
            ann.prepare();
            ann.write(7);
            assertThat(ann.read()).containsExactly(7L);
        }
        assertThat(admits("ann", "secret of ann", "other")).isFalse();
        assertThat(admits("ann", "wrong", "mine")).isFalse();
        assertThat(admits("ann", "", "mine")).isFalse();
        assertThat(accounts().users()).containsExactly(new UserInfo("ann", "%", List.of("mine")));
    }

    @Test
    void rights_are_given_on_databases_to_come_or_refused() throws Exception {
        if (!can(Capability.FUTURE_GRANTS)) {
            fails(Kind.NOT_FOUND, () -> accounts().createUsers(List.of(user("ann", "to_come"))));
            accounts().createUsers(List.of(user("ann")));
            fails(Kind.NOT_FOUND, () -> accounts().grant("ann", "%", List.of("to_come")));
            assertThat(accounts().users()).containsExactly(new UserInfo("ann", "%", List.of()));
            return;
        }
        accounts().createUsers(List.of(user("ann", "to_come")));
        accounts().createDatabases(List.of(database("to_come"), database("toxcome")));
        assertThat(admits("ann", "secret of ann", "to_come")).isTrue();
        assertThat(admits("ann", "secret of ann", "toxcome")).isFalse();
        assertThat(accounts().users()).containsExactly(new UserInfo("ann", "%", List.of("to_come")));
    }

    @Test
    void impossible_names_of_databases_are_refused_with_a_sentence() {
        for (String name : fixture().impossibleNames()) {
            assertThat(fixture().engine().names().problemWithDatabase(name)).isPresent();
            fails(Kind.REFUSED, () -> accounts().createDatabases(List.of(database(name))));
            fails(Kind.REFUSED, () -> accounts().createUsers(List.of(user("ann", name))));
            fails(Kind.NOT_FOUND, () -> accounts().dropDatabase(name));
        }
        assertThat(accounts().users()).isEmpty();
        assertThat(databaseNames()).isEmpty();
    }

    private String elsewhere() {
        return can(Capability.HOSTS) ? "127.%" : "%";
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
    void hostile_names_are_names_or_refused(String name) throws Exception {
        if (fixture().engine().names().problemWithDatabase(name).isPresent()) {
            fails(Kind.REFUSED, () -> accounts().createDatabases(List.of(database(name))));
            fails(Kind.REFUSED, () -> accounts().createUsers(List.of(user("ann", name))));
            fails(Kind.NOT_FOUND, () -> accounts().dropDatabase(name));
            assertThat(fixture().refusedNames()).contains(name);
            return;
        }
        accounts().createDatabases(List.of(database(name)));
        accounts().createUsers(List.of(user(name, name)));
        assertThat(databaseNames()).containsExactly(name);
        assertThat(accounts().users()).containsExactly(new UserInfo(name, "%", List.of(name)));
        try (Tenant tenant = fixture().login(node(), new Login(name, "secret of " + name, name))) {
            tenant.prepare();
            tenant.write(1);
        }
        fails(Kind.EXISTS, () -> accounts().createDatabases(List.of(database(name))));
        fails(Kind.EXISTS, () -> accounts().createUsers(List.of(user(name))));
        accounts().alterUser(name, "%", name + "2", elsewhere(), "new " + name);
        assertThat(accounts().users()).containsExactly(new UserInfo(name + "2", elsewhere(), List.of(name)));
        assertThat(admits(name + "2", "new " + name, name)).isTrue();
        accounts().revoke(name + "2", elsewhere(), name);
        assertThat(accounts().users()).containsExactly(new UserInfo(name + "2", elsewhere(), List.of()));
        accounts().dropUser(name + "2", elsewhere());
        accounts().dropDatabase(name);
        assertThat(accounts().users()).isEmpty();
        assertThat(databaseNames()).isEmpty();
    }

    @Test
    void what_the_rules_take_the_server_takes() throws Exception {
        for (String name : fixture().longestNames()) {
            assertThat(fixture().engine().names().problemWithDatabase(name)).isEmpty();
            assertThat(fixture().engine().names().problemWithUser(name)).isEmpty();
            accounts().createDatabases(List.of(database(name)));
            accounts().createUsers(List.of(user(name, name)));
            assertThat(admits(name, "secret of " + name, name)).isTrue();
        }
        String longest = fixture().longestNames().getFirst();
        String password = fixture().hardestPassword();
        assertThat(fixture().engine().names().problemWithPassword(password)).isEmpty();
        accounts().createUsers(List.of(new UserSpec("ann", "%", password, List.of(longest))));
        assertThat(admits("ann", password, longest)).isTrue();
    }

    @Test
    void a_user_who_moves_keeps_password_and_grants() throws Exception {
        accounts().createDatabases(List.of(database("mine"), database("yours")));
        accounts().createUsers(List.of(user("ann", "mine")));
        accounts().alterUser("ann", "%", null, elsewhere(), null);
        assertThat(accounts().users()).containsExactly(new UserInfo("ann", elsewhere(), List.of("mine")));
        assertThat(admits("ann", "secret of ann", "mine")).isTrue();
        assertThat(admits("ann", "secret of ann", "yours")).isFalse();
        accounts().alterUser("ann", elsewhere(), "anna", null, null);
        assertThat(admits("anna", "secret of ann", "mine")).isTrue();
        assertThat(accounts().users()).containsExactly(new UserInfo("anna", elsewhere(), List.of("mine")));
    }

    @Test
    void grants_are_given_and_taken() throws Exception {
        accounts().createDatabases(List.of(database("a"), database("b")));
        accounts().createUsers(List.of(user("ann", "a")));
        accounts().grant("ann", "%", List.of("b", "a"));
        assertThat(accounts().users()).containsExactly(new UserInfo("ann", "%", List.of("a", "b")));
        accounts().revoke("ann", "%", "a");
        assertThat(admits("ann", "secret of ann", "a")).isFalse();
        assertThat(admits("ann", "secret of ann", "b")).isTrue();
        fails(Kind.NOT_FOUND, () -> accounts().revoke("ann", "%", "a"));
        fails(Kind.NOT_FOUND, () -> accounts().grant("bob", "%", List.of("a")));
    }
}
