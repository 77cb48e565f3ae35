package dev.coffer.engine.postgresql;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.server.Standing;
import dev.coffer.engine.server.Whole;
import dev.coffer.engine.server.Whole.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Databases, users, grants and root by SQL. To have all rights on a database is to be a member of the role it belongs to, see
 * {@link Owners}. Passwords go to the server only as what it stores of them.
 */
final class PostgresqlAccounts implements Accounts {
    private static final String ANYWHERE = "%";

    private final PostgresqlServer.Sessions sessions;
    private final Supplier<Standing> standing;
    private final Owners owners;
    private final NameRules rules = new Names();

    PostgresqlAccounts(PostgresqlServer.Sessions sessions, Supplier<Standing> standing) {
        this.sessions = sessions;
        this.standing = standing;
        this.owners = new Owners(sessions);
    }

    /** A session for changes. */
    private Session change() {
        standing.get().requireOpen();
        Session session = sessions.open();
        try {
            owners.settle(session);
            return session;
        } catch (EngineFailure failure) {
            session.close();
            throw failure;
        }
    }

    @Override
    public List<DatabaseSpec> databases() {
        try (Session session = sessions.open()) {
            return session
                    .rows(
                            row -> new DatabaseSpec(row.getString(1), row.getString(2), row.getString(3)),
                            "SELECT datname, pg_encoding_to_char(encoding), datcollate FROM pg_database ORDER BY datname")
                    .stream()
                    .filter(database -> !Names.SYSTEM_DATABASES.contains(database.name()))
                    .toList();
        }
    }

    @Override
    public void createDatabases(List<DatabaseSpec> databases) {
        databases.forEach(this::check);
        requireDistinct(databases.stream().map(DatabaseSpec::name).toList());
        try (Session session = change()) {
            for (DatabaseSpec database : databases) {
                if (session.exists("SELECT 1 FROM pg_database WHERE datname = ?", database.name())) {
                    throw new EngineFailure(
                            Kind.EXISTS, "A database with the name \"%s\" already exists.".formatted(database.name()));
                }
            }
            List<Step> steps = new ArrayList<>();
            for (DatabaseSpec database : databases) {
                String name = Sql.name(database.name());
                String owner = Sql.name(Owners.fresh());
                steps.add(new Step("CREATE ROLE " + owner, "DROP ROLE " + owner));
                steps.add(new Step(createStatement(database, owner), "DROP DATABASE " + name + " WITH (FORCE)"));
                steps.add(new Step(Owners.shut(database.name()), ""));
            }
            Whole.run(session::run, steps);
            databases.forEach(database -> owners.admitRoot(session, database.name()));
        }
    }

    private void check(DatabaseSpec database) {
        Names.require(rules.problemWithDatabase(database.name()));
        Names.require(rules.problemWithCharset(
                Objects.requireNonNullElse(database.characterSet(), ""),
                Objects.requireNonNullElse(database.collation(), "")));
    }

    private static String createStatement(DatabaseSpec database, String owner) {
        String encoding = Names.encoding(database.characterSet());
        boolean unicode = encoding.isEmpty() || encoding.equals("UTF8");
        String collation = Objects.requireNonNullElse(database.collation(), unicode ? "C.UTF-8" : "C");
        return "CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING %s LOCALE %s"
                .formatted(
                        Sql.name(database.name()),
                        owner,
                        Sql.text(encoding.isEmpty() ? "UTF8" : Objects.requireNonNull(database.characterSet())),
                        Sql.text(collation));
    }

    private static void requireDistinct(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new EngineFailure(Kind.REFUSED, "The name \"%s\" is given twice.".formatted(name));
            }
        }
    }

    @Override
    public void dropDatabase(String name) {
        try (Session session = change()) {
            if (rules.problemWithDatabase(name).isPresent()) {
                throw new EngineFailure(
                        Kind.NOT_FOUND, "Database %s cannot be found on the instance.".formatted(Names.brief(name)));
            }
            String owner = Owners.of(session, name);
            session.run("DROP DATABASE " + Sql.name(name) + " WITH (FORCE)");
            owners.remove(session, owner);
        }
    }

    private record Membership(String user, String database) {}

    @Override
    public List<UserInfo> users() {
        try (Session session = sessions.open()) {
            Map<String, List<String>> databases = session
                    .rows(
                            row -> new Membership(row.getString(1), row.getString(2)),
                            "SELECT DISTINCT pg_get_userbyid(m.member), d.datname FROM pg_auth_members m"
                                    + " JOIN pg_database d ON d.datdba = m.roleid"
                                    + " WHERE starts_with(pg_get_userbyid(m.roleid), ?) ORDER BY d.datname",
                            Names.OWNER)
                    .stream()
                    .collect(Collectors.groupingBy(
                            Membership::user, Collectors.mapping(Membership::database, Collectors.toList())));
            return session
                    .rows(row -> row.getString(1), "SELECT rolname FROM pg_roles WHERE rolcanlogin ORDER BY rolname")
                    .stream()
                    .filter(name -> !Names.isSystemUser(name))
                    .map(name -> new UserInfo(name, ANYWHERE, databases.getOrDefault(name, List.of())))
                    .toList();
        }
    }

    @Override
    public void createUsers(List<UserSpec> users) {
        users.forEach(this::check);
        requireDistinct(users.stream().map(UserSpec::name).toList());
        try (Session session = change()) {
            for (UserSpec user : users) {
                requireNew(session, user.name());
                user.databases().forEach(database -> Owners.of(session, database));
            }
            session.transaction(() -> users.forEach(user -> {
                session.run("CREATE ROLE " + Sql.name(user.name()) + " LOGIN" + password(user.password()));
                user.databases().forEach(database -> give(session, user.name(), database));
            }));
        }
    }

    private void check(UserSpec user) {
        Names.require(rules.problemWithUser(user.name()));
        Names.require(rules.problemWithHost(user.host()));
        Names.require(rules.problemWithPassword(user.password()));
        user.databases().forEach(database -> Names.require(rules.problemWithDatabase(database)));
    }

    private static String password(String password) {
        return " PASSWORD " + Sql.text(Passwords.verifier(password));
    }

    /** Also a role that cannot log in has its name for itself. */
    private static void requireNew(Session session, String name) {
        if (session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", name)) {
            throw new EngineFailure(Kind.EXISTS, "A user with the name \"%s\" already exists.".formatted(name));
        }
    }

    private static void give(Session session, String user, String database) {
        String owner = Owners.of(session, database);
        session.run("GRANT %s TO %s".formatted(Sql.name(owner), Sql.name(user)));
        session.run("ALTER ROLE %s IN DATABASE %s SET role TO %s"
                .formatted(Sql.name(user), Sql.name(database), Sql.text(owner)));
    }

    /** A tenant's user that is there. */
    private void requirePresent(Session session, String name, String host) {
        boolean possible = rules.problemWithUser(name).isEmpty() && host.equals(ANYWHERE);
        if (!possible || !session.exists("SELECT 1 FROM pg_roles WHERE rolname = ? AND rolcanlogin", name)) {
            throw new EngineFailure(
                    Kind.NOT_FOUND,
                    "User %s@%s cannot be found on the instance.".formatted(Names.brief(name), Names.brief(host)));
        }
    }

    @Override
    public void dropUser(String name, String host) {
        try (Session session = change()) {
            requirePresent(session, name, host);
            owners.remove(session, name);
        }
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
        try (Session session = change()) {
            requirePresent(session, name, host);
            Names.require(rules.problemWithUser(nameThen));
            Names.require(rules.problemWithHost(newHost == null ? host : newHost));
            boolean moves = !nameThen.equals(name);
            if (moves) {
                requireNew(session, nameThen);
            }
            session.transaction(() -> {
                if (newPassword != null) {
                    session.run("ALTER ROLE " + Sql.name(name) + password(newPassword));
                }
                if (moves) {
                    session.run("ALTER ROLE " + Sql.name(name) + " RENAME TO " + Sql.name(nameThen));
                }
            });
        }
    }

    @Override
    public void changePasswords(List<UserSpec> users) {
        users.forEach(user -> Names.require(rules.problemWithPassword(user.password())));
        requireDistinct(users.stream().map(UserSpec::name).toList());
        try (Session session = change()) {
            users.forEach(user -> requirePresent(session, user.name(), user.host()));
            session.transaction(() -> users.forEach(
                    user -> session.run("ALTER ROLE " + Sql.name(user.name()) + password(user.password()))));
        }
    }

    @Override
    public void grant(String name, String host, List<String> databases) {
        databases.forEach(database -> Names.require(rules.problemWithDatabase(database)));
        try (Session session = change()) {
            requirePresent(session, name, host);
            session.transaction(() -> databases.forEach(database -> give(session, name, database)));
        }
    }

    @Override
    public void revoke(String name, String host, String database) {
        try (Session session = change()) {
            requirePresent(session, name, host);
            List<String> granted = session.rows(
                    row -> row.getString(1),
                    "SELECT pg_get_userbyid(m.roleid) FROM pg_auth_members m JOIN pg_database d ON d.datdba = m.roleid"
                            + " WHERE pg_get_userbyid(m.member) = ? AND d.datname = ?",
                    name,
                    database);
            if (granted.isEmpty() || Names.SYSTEM_DATABASES.contains(database)) {
                throw new EngineFailure(
                        Kind.NOT_FOUND,
                        "User %s@%s has no access to database %s."
                                .formatted(Names.brief(name), Names.brief(host), Names.brief(database)));
            }
            session.transaction(() -> {
                session.run("REVOKE %s FROM %s CASCADE".formatted(Sql.name(granted.getFirst()), Sql.name(name)));
                session.run("ALTER ROLE %s IN DATABASE %s RESET role".formatted(Sql.name(name), Sql.name(database)));
            });
            Owners.cut(session, name, database);
            owners.leave(database, name);
        }
    }

    @Override
    public boolean rootEnabled() {
        try (Session session = sessions.open()) {
            return session.exists("SELECT 1 FROM pg_roles WHERE rolname = ? AND rolcanlogin", Names.ROOT);
        }
    }

    @Override
    public String enableRoot(String password) {
        Names.require(rules.problemWithPassword(password));
        try (Session session = change()) {
            int version = Integer.parseInt(session.text("SELECT current_setting('server_version_num')")) / 10_000;
            boolean exists = session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", Names.ROOT);
            session.transaction(() -> Root.statements(version, exists, Passwords.verifier(password))
                    .forEach(session::run));
            databases().forEach(database -> owners.admitRoot(session, database.name()));
            return Names.ROOT;
        }
    }

    @Override
    public void disableRoot() {
        try (Session session = change()) {
            if (session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", Names.ROOT)) {
                owners.remove(session, Names.ROOT);
            }
        }
    }
}
