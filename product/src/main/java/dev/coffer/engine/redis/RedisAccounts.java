package dev.coffer.engine.redis;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.redis.Roster.Login;
import dev.coffer.engine.server.Standing;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Users and root: a change makes the roster's next generation, which the server takes whole or not at all. */
final class RedisAccounts implements Accounts {
    private final RedisServer.Sessions sessions;
    private final Supplier<Standing> standing;
    private final Rosters rosters;
    private final Supplier<Logins> logins;
    private final NameRules rules = new Names();

    RedisAccounts(
            RedisServer.Sessions sessions, Supplier<Standing> standing, Rosters rosters, Supplier<Logins> logins) {
        this.sessions = sessions;
        this.standing = standing;
        this.rosters = rosters;
        this.logins = logins;
    }

    private void change(Consumer<SortedMap<String, Login>> change) {
        standing.get().requireOpen();
        try (Session session = sessions.open()) {
            Roster before = rosters.known();
            SortedMap<String, Login> users = new TreeMap<>(before.users());
            change.accept(users);
            if (!users.equals(before.users())) {
                Roster after = before.withUsers(users);
                apply(session, before, after);
                rosters.keep(after);
                rosters.publish(session, after);
            }
        }
    }

    /** What the server does not take is a rule about a command that it does not have. */
    private void apply(Session session, Roster before, Roster after) {
        try {
            logins.get().apply(session, after);
        } catch (EngineFailure failure) {
            if (failure.kind() == Kind.PASSING) {
                throw failure;
            }
            logins.get().apply(session, before);
            throw new EngineFailure(Kind.REFUSED, Failures.sentence(failure), failure);
        }
    }

    @Override
    public List<DatabaseSpec> databases() {
        return List.of();
    }

    @Override
    public void createDatabases(List<DatabaseSpec> databases) {
        databases.forEach(database -> Names.require(rules.problemWithDatabase(database.name())));
    }

    @Override
    public void dropDatabase(String name) {
        throw new EngineFailure(Kind.NOT_FOUND, "Database %s cannot be found on the instance.".formatted(brief(name)));
    }

    @Override
    public List<UserInfo> users() {
        try (Session session = sessions.open()) {
            Roster roster = standing.get() == Standing.REPLICA ? rosters.newest(session) : rosters.known();
            return roster.users().entrySet().stream()
                    .filter(user -> !user.getKey().equals(Names.ROOT))
                    .map(user -> new UserInfo(
                            user.getKey(),
                            Names.ANYWHERE,
                            List.of(),
                            user.getValue().rules()))
                    .toList();
        }
    }

    @Override
    public void createUsers(List<UserSpec> users) {
        users.forEach(this::check);
        requireDistinct(users);
        change(there -> users.forEach(user -> {
            if (there.containsKey(user.name())) {
                throw exists(user.name());
            }
            there.put(user.name(), new Login(Passwords.hash(user.password()), user.rules()));
        }));
    }

    private void check(UserSpec user) {
        Names.require(rules.problemWithUser(user.name()));
        Names.require(rules.problemWithHost(user.host()));
        Names.require(rules.problemWithPassword(user.password()));
        Names.require(rules.problemWithRules(user.rules()));
        user.databases().forEach(database -> Names.require(rules.problemWithDatabase(database)));
    }

    private static void requireDistinct(List<UserSpec> users) {
        Set<String> seen = new HashSet<>();
        for (UserSpec user : users) {
            if (!seen.add(user.name())) {
                throw new EngineFailure(Kind.REFUSED, "The name \"%s\" is given twice.".formatted(user.name()));
            }
        }
    }

    private static EngineFailure exists(String name) {
        return new EngineFailure(Kind.EXISTS, "A user with the name \"%s\" already exists.".formatted(name));
    }

    /** A tenant's user that is there. */
    private static Login present(SortedMap<String, Login> users, String name, String host) {
        Login login = name.equals(Names.ROOT) ? null : users.get(name);
        if (login == null || !host.equals(Names.ANYWHERE)) {
            throw new EngineFailure(
                    Kind.NOT_FOUND, "User %s@%s cannot be found on the instance.".formatted(brief(name), brief(host)));
        }
        return login;
    }

    private static String brief(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }

    @Override
    public void dropUser(String name, String host) {
        change(there -> {
            present(there, name, host);
            there.remove(name);
        });
    }

    @Override
    public void alterUser(
            String name,
            String host,
            @Nullable String newName,
            @Nullable String newHost,
            @Nullable String newPassword) {
        String nameThen = newName == null ? name : newName;
        if (newPassword != null) {
            Names.require(rules.problemWithPassword(newPassword));
        }
        change(there -> {
            Login login = present(there, name, host);
            Names.require(rules.problemWithUser(nameThen));
            Names.require(rules.problemWithHost(newHost == null ? host : newHost));
            if (!nameThen.equals(name) && there.containsKey(nameThen)) {
                throw exists(nameThen);
            }
            there.remove(name);
            String hash = newPassword == null ? login.hash() : Passwords.hash(newPassword);
            there.put(nameThen, new Login(hash, login.rules()));
        });
    }

    @Override
    public void changeRules(String name, String host, List<String> accessRules) {
        Names.require(rules.problemWithRules(accessRules));
        change(there -> {
            Login login = present(there, name, host);
            there.put(name, new Login(login.hash(), accessRules));
        });
    }

    @Override
    public void changePasswords(List<UserSpec> users) {
        users.forEach(user -> Names.require(rules.problemWithPassword(user.password())));
        requireDistinct(users);
        change(there -> users.forEach(user -> {
            Login login = present(there, user.name(), user.host());
            there.put(user.name(), new Login(Passwords.hash(user.password()), login.rules()));
        }));
    }

    @Override
    public void grant(String name, String host, List<String> databases) {
        databases.forEach(database -> Names.require(rules.problemWithDatabase(database)));
    }

    @Override
    public void revoke(String name, String host, String database) {
        throw new EngineFailure(
                Kind.NOT_FOUND,
                "User %s@%s has no access to database %s.".formatted(brief(name), brief(host), brief(database)));
    }

    @Override
    public boolean rootEnabled() {
        return rosters.known().users().containsKey(Names.ROOT);
    }

    @Override
    public String enableRoot(String password) {
        Names.require(rules.problemWithPassword(password));
        change(there -> there.put(Names.ROOT, new Login(Passwords.hash(password), List.of())));
        return Names.ROOT;
    }

    @Override
    public void disableRoot() {
        change(there -> there.remove(Names.ROOT));
    }
}
