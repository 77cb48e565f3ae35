package dev.coffer.engine.cassandra;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import dev.coffer.engine.server.Whole;
import dev.coffer.engine.server.Whole.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keyspaces as databases, roles that can log in as users. Passwords go to the server only as what it stores of them. */
final class CassandraAccounts implements Accounts {
    private static final String REPLICATION =
            "{'class': 'NetworkTopologyStrategy', '%s': 1}".formatted(Configuration.DATA_CENTER);

    private final Supplier<Session> sessions;
    private final NameRules rules = new Names();

    CassandraAccounts(Supplier<Session> sessions) {
        this.sessions = sessions;
    }

    /** A change of roles. */
    @FunctionalInterface
    private interface Change {
        void by(Session session, Roles roles);
    }

    /** Makes the change, and sees to it that it holds at once, whether or not it came to its end. */
    private void change(Change change) {
        try (Session session = sessions.get()) {
            Roles roles = new Roles(session);
            try {
                change.by(session, roles);
            } finally {
                roles.forgetCached();
            }
        }
    }

    @Override
    public List<DatabaseSpec> databases() {
        try (Session session = sessions.get()) {
            return keyspaces(session).stream()
                    .filter(name -> !Names.isSystemDatabase(name))
                    .map(name -> new DatabaseSpec(name, null, null))
                    .toList();
        }
    }

    private static List<String> keyspaces(Session session) {
        return session.rows("SELECT keyspace_name FROM system_schema.keyspaces").stream()
                .map(row -> row.text(0))
                .sorted()
                .toList();
    }

    @Override
    public void createDatabases(List<DatabaseSpec> databases) {
        databases.forEach(this::check);
        requireDistinct(databases.stream().map(DatabaseSpec::name).toList());
        try (Session session = sessions.get()) {
            List<String> there = keyspaces(session);
            for (DatabaseSpec database : databases) {
                if (there.contains(database.name())) {
                    throw new EngineFailure(
                            Kind.EXISTS, "A database with the name \"%s\" already exists.".formatted(database.name()));
                }
            }
            Whole.run(
                    session::run,
                    databases.stream()
                            .map(database -> Cql.name(database.name()))
                            .map(name -> new Step(
                                    "CREATE KEYSPACE %s WITH replication = %s".formatted(name, REPLICATION),
                                    "DROP KEYSPACE " + name))
                            .toList());
        }
    }

    private void check(DatabaseSpec database) {
        Names.require(rules.problemWithDatabase(database.name()));
        Names.require(rules.problemWithCharset(
                Objects.requireNonNullElse(database.characterSet(), ""),
                Objects.requireNonNullElse(database.collation(), "")));
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
        change((session, _) -> {
            requireDatabase(session, name);
            session.run("DROP KEYSPACE " + Cql.name(name));
        });
    }

    private void requireDatabase(Session session, String name) {
        if (rules.problemWithDatabase(name).isPresent() || !keyspaces(session).contains(name)) {
            throw new EngineFailure(
                    Kind.NOT_FOUND, "Database %s cannot be found on the instance.".formatted(brief(name)));
        }
    }

    @Override
    public List<UserInfo> users() {
        try (Session session = sessions.get()) {
            return new Roles(session).users();
        }
    }

    @Override
    public void createUsers(List<UserSpec> users) {
        users.forEach(this::check);
        requireDistinct(users.stream().map(UserSpec::name).toList());
        change((session, roles) -> {
            List<Step> steps = new ArrayList<>();
            boolean rootIsThere = roles.has(Names.ROOT);
            for (UserSpec user : users) {
                if (roles.has(user.name())) {
                    throw exists(user.name());
                }
                user.databases().forEach(database -> requireDatabase(session, database));
                String role = Cql.name(user.name());
                steps.add(new Step(
                        "CREATE ROLE %s WITH LOGIN = true AND HASHED PASSWORD = %s"
                                .formatted(role, Cql.text(Passwords.hash(user.password()))),
                        "DROP ROLE " + role)); // and its grants with it
                user.databases().forEach(database -> steps.add(new Step(grantStatement(role, database), "")));
                if (rootIsThere) {
                    steps.add(new Step(Root.mayManage(user.name()), ""));
                }
            }
            Whole.run(session::run, steps);
        });
    }

    private void check(UserSpec user) {
        Names.require(rules.problemWithUser(user.name()));
        Names.require(rules.problemWithHost(user.host()));
        Names.require(rules.problemWithPassword(user.password()));
        user.databases().forEach(database -> Names.require(rules.problemWithDatabase(database)));
    }

    private static String grantStatement(String role, String database) {
        return "GRANT ALL PERMISSIONS ON KEYSPACE %s TO %s".formatted(Cql.name(database), role);
    }

    private static String revokeStatement(String role, String database) {
        return "REVOKE ALL PERMISSIONS ON KEYSPACE %s FROM %s".formatted(Cql.name(database), role);
    }

    private static EngineFailure exists(String name) {
        return new EngineFailure(Kind.EXISTS, "A user with the name \"%s\" already exists.".formatted(name));
    }

    /** The role of a tenant's user that is there. */
    private String present(Roles roles, String name, String host) {
        boolean possible = rules.problemWithUser(name).isEmpty()
                && rules.problemWithHost(host).isEmpty();
        if (!possible || !roles.has(name)) {
            throw new EngineFailure(
                    Kind.NOT_FOUND, "User %s@%s cannot be found on the instance.".formatted(brief(name), brief(host)));
        }
        return Cql.name(name);
    }

    private static String brief(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }

    @Override
    public void dropUser(String name, String host) {
        change((session, roles) -> session.run("DROP ROLE " + present(roles, name, host)));
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
        change((session, roles) -> {
            present(roles, name, host);
            Names.require(rules.problemWithUser(nameThen));
            Names.require(rules.problemWithHost(newHost == null ? host : newHost));
            if (!nameThen.equals(name)) {
                if (roles.has(nameThen)) {
                    throw exists(nameThen);
                }
                roles.rename(name, nameThen, newPassword == null ? roles.hash(name) : Passwords.hash(newPassword));
            } else if (newPassword != null) {
                session.run(passwordStatement(name, Passwords.hash(newPassword)));
            }
        });
    }

    private static String passwordStatement(String name, String hash) {
        return "ALTER ROLE %s WITH HASHED PASSWORD = %s".formatted(Cql.name(name), Cql.text(hash));
    }

    @Override
    public void changePasswords(List<UserSpec> users) {
        users.forEach(user -> Names.require(rules.problemWithPassword(user.password())));
        requireDistinct(users.stream().map(UserSpec::name).toList());
        change((session, roles) -> {
            users.forEach(user -> present(roles, user.name(), user.host()));
            List<Step> steps = new ArrayList<>();
            for (UserSpec user : users) {
                String before = roles.hash(user.name());
                steps.add(new Step(
                        passwordStatement(user.name(), Passwords.hash(user.password())),
                        before.isEmpty() ? "" : passwordStatement(user.name(), before)));
            }
            Whole.run(session::run, steps);
        });
    }

    @Override
    public void grant(String name, String host, List<String> databases) {
        databases.forEach(database -> Names.require(rules.problemWithDatabase(database)));
        change((session, roles) -> {
            String role = present(roles, name, host);
            databases.forEach(database -> requireDatabase(session, database));
            List<String> before = roles.databases(name);
            Whole.run(
                    session::run,
                    databases.stream()
                            .map(database -> new Step(
                                    grantStatement(role, database),
                                    before.contains(database) ? "" : revokeStatement(role, database)))
                            .toList());
        });
    }

    @Override
    public void revoke(String name, String host, String database) {
        change((session, roles) -> {
            String role = present(roles, name, host);
            if (!roles.databases(name).contains(database)) {
                throw new EngineFailure(
                        Kind.NOT_FOUND,
                        "User %s@%s has no access to database %s."
                                .formatted(brief(name), brief(host), brief(database)));
            }
            session.run(revokeStatement(role, database));
        });
    }

    @Override
    public boolean rootEnabled() {
        try (Session session = sessions.get()) {
            return session.row("SELECT can_login FROM system_auth.roles WHERE role = ?", Names.ROOT)
                    .filter(row -> row.isTrue(0))
                    .isPresent();
        }
    }

    @Override
    public String enableRoot(String password) {
        Names.require(rules.problemWithPassword(password));
        change((session, roles) -> Root.enable(session, roles.users(), Passwords.hash(password)));
        return Names.ROOT;
    }

    @Override
    public void disableRoot() {
        change((session, _) -> session.run("DROP ROLE IF EXISTS " + Names.ROOT));
    }
}
