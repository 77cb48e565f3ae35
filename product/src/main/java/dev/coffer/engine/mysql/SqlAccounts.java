package dev.coffer.engine.mysql;

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
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Databases, users, grants and root by SQL. Passwords go to the server only as what it stores of them. */
final class SqlAccounts implements Accounts {
    private static final String CREATE = "CREATE USER ";

    private final Sessions sessions;
    private final Supplier<Standing> standing;
    private final NameRules rules;
    private final AccountWords words;

    SqlAccounts(Sessions sessions, Supplier<Standing> standing, NameRules rules, AccountWords words) {
        this.sessions = sessions;
        this.standing = standing;
        this.rules = rules;
        this.words = words;
    }

    /** A session for changes. */
    private Session change() {
        standing.get().requireOpen();
        return sessions.open();
    }

    @Override
    public List<DatabaseSpec> databases() {
        try (Session session = sessions.open()) {
            return session
                    .rows(
                            row -> new DatabaseSpec(row.getString(1), row.getString(2), row.getString(3)),
                            "SELECT SCHEMA_NAME, DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME"
                                    + " FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME")
                    .stream()
                    .filter(database -> !isSystem(database.name()))
                    .toList();
        }
    }

    private static boolean isSystem(String database) {
        return Names.SYSTEM_DATABASES.contains(database.toLowerCase(Locale.ROOT));
    }

    @Override
    public void createDatabases(List<DatabaseSpec> databases) {
        databases.forEach(this::check);
        requireDistinct(databases.stream().map(DatabaseSpec::name).toList());
        try (Session session = change()) {
            for (DatabaseSpec database : databases) {
                if (hasDatabase(session, database.name())) {
                    throw new EngineFailure(
                            Kind.EXISTS, "A database with the name \"%s\" already exists.".formatted(database.name()));
                }
            }
            Whole.run(
                    session::run,
                    databases.stream()
                            .map(database ->
                                    new Step(createStatement(database), "DROP DATABASE " + Sql.name(database.name())))
                            .toList());
        }
    }

    private void check(DatabaseSpec database) {
        Names.require(rules.problemWithDatabase(database.name()));
        Names.require(rules.problemWithCharset(
                Objects.requireNonNullElse(database.characterSet(), ""),
                Objects.requireNonNullElse(database.collation(), "")));
    }

    private static String createStatement(DatabaseSpec database) {
        StringBuilder sql = new StringBuilder("CREATE DATABASE " + Sql.name(database.name()));
        if (database.characterSet() != null) {
            sql.append(" CHARACTER SET ").append(Sql.text(database.characterSet()));
        }
        if (database.collation() != null) {
            sql.append(" COLLATE ").append(Sql.text(database.collation()));
        }
        return sql.toString();
    }

    private static void requireDistinct(List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new EngineFailure(Kind.REFUSED, "The name \"%s\" is given twice.".formatted(name));
            }
        }
    }

    private static boolean hasDatabase(Session session, String name) {
        return session.rows(
                        row -> row.getString(1),
                        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                        name)
                .contains(name);
    }

    @Override
    public void dropDatabase(String name) {
        try (Session session = change()) {
            if (isSystem(name) || rules.problemWithDatabase(name).isPresent() || !hasDatabase(session, name)) {
                throw new EngineFailure(
                        Kind.NOT_FOUND, "Database %s cannot be found on the instance.".formatted(brief(name)));
            }
            session.run("DROP DATABASE " + Sql.name(name));
        }
    }

    @Override
    public List<UserInfo> users() {
        try (Session session = sessions.open()) {
            return session
                    .rows(row -> new UserInfo(row.getString(1), row.getString(2), List.of()), words.users())
                    .stream()
                    .filter(user -> !Names.SYSTEM_USERS.contains(user.name()))
                    .map(user -> new UserInfo(
                            user.name(),
                            user.host(),
                            patterns(session, user.name(), user.host()).stream()
                                    .map(words::database)
                                    .toList()))
                    .toList();
        }
    }

    /** The grants of a user on databases, as the server keeps them. */
    private static List<String> patterns(Session session, String name, String host) {
        return session.rows(
                row -> row.getString(1), "SELECT Db FROM mysql.db WHERE User = ? AND Host = ? ORDER BY Db", name, host);
    }

    @Override
    public void createUsers(List<UserSpec> users) {
        users.forEach(this::check);
        requireDistinct(users.stream()
                .map(user -> user.name() + '@' + host(user.host()))
                .toList());
        try (Session session = change()) {
            for (UserSpec user : users) {
                if (hasUser(session, user.name(), host(user.host()))) {
                    throw exists(user.name());
                }
            }
            List<Step> steps = new ArrayList<>();
            for (UserSpec user : users) {
                String account = Sql.account(user.name(), host(user.host()));
                steps.add(new Step(
                        CREATE + account + words.identified(user.password()),
                        "DROP USER " + account)); // and its grants with it
                user.databases().forEach(database -> steps.add(new Step(grantStatement(account, database), "")));
            }
            Whole.run(session::run, steps);
        }
    }

    private void check(UserSpec user) {
        Names.require(rules.problemWithUser(user.name()));
        Names.require(rules.problemWithHost(user.host()));
        Names.require(rules.problemWithPassword(user.password()));
        user.databases().forEach(database -> Names.require(rules.problemWithDatabase(database)));
    }

    private String grantStatement(String account, String database) {
        return "GRANT ALL PRIVILEGES ON " + Sql.name(words.granted(database)) + ".* TO " + account;
    }

    /** The server keeps hosts in lower case. */
    private static String host(String host) {
        return host.toLowerCase(Locale.ROOT);
    }

    private boolean hasUser(Session session, String name, String host) {
        return session.rows(row -> row.getString(1), words.user(), name, host).contains(name);
    }

    private static EngineFailure exists(String name) {
        return new EngineFailure(Kind.EXISTS, "A user with the name \"%s\" already exists.".formatted(name));
    }

    /** The account of a tenant's user that is there. */
    private String present(Session session, String name, String host) {
        boolean possible = rules.problemWithUser(name).isEmpty()
                && rules.problemWithHost(host).isEmpty();
        if (!possible || !hasUser(session, name, host(host))) {
            throw new EngineFailure(
                    Kind.NOT_FOUND, "User %s@%s cannot be found on the instance.".formatted(brief(name), brief(host)));
        }
        return Sql.account(name, host(host));
    }

    private static String brief(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }

    @Override
    public void dropUser(String name, String host) {
        try (Session session = change()) {
            session.run("DROP USER " + present(session, name, host));
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
        String hostThen = host(newHost == null ? host : newHost);
        if (newPassword != null) {
            Names.require(rules.problemWithPassword(newPassword));
        }
        try (Session session = change()) {
            String account = present(session, name, host);
            Names.require(rules.problemWithUser(nameThen));
            Names.require(rules.problemWithHost(hostThen));
            boolean moves = !nameThen.equals(name) || !hostThen.equals(host(host));
            if (moves && hasUser(session, nameThen, hostThen)) {
                throw exists(nameThen);
            }
            List<Step> steps = new ArrayList<>();
            if (newPassword != null) {
                steps.add(passwordStep(session, name, host(host), newPassword));
            }
            if (moves) {
                steps.add(new Step("RENAME USER " + account + " TO " + Sql.account(nameThen, hostThen), ""));
            }
            Whole.run(session::run, steps);
        }
    }

    private Step passwordStep(Session session, String name, String host, String password) {
        String alter = "ALTER USER " + Sql.account(name, host);
        return new Step(
                alter + words.identified(password),
                words.identifiedAsBefore(session, name, host)
                        .map(before -> alter + before)
                        .orElse(""));
    }

    @Override
    public void changePasswords(List<UserSpec> users) {
        users.forEach(user -> Names.require(rules.problemWithPassword(user.password())));
        requireDistinct(users.stream()
                .map(user -> user.name() + '@' + host(user.host()))
                .toList());
        try (Session session = change()) {
            users.forEach(user -> present(session, user.name(), user.host()));
            Whole.run(
                    session::run,
                    users.stream()
                            .map(user -> passwordStep(session, user.name(), host(user.host()), user.password()))
                            .toList());
        }
    }

    @Override
    public void grant(String name, String host, List<String> databases) {
        databases.forEach(database -> Names.require(rules.problemWithDatabase(database)));
        try (Session session = change()) {
            String account = present(session, name, host);
            List<String> before = patterns(session, name, host(host));
            Whole.run(
                    session::run,
                    databases.stream()
                            .map(database -> new Step(
                                    grantStatement(account, database),
                                    before.contains(words.granted(database)) ? "" : revokeStatement(account, database)))
                            .toList());
        }
    }

    private String revokeStatement(String account, String database) {
        return "REVOKE ALL PRIVILEGES ON " + Sql.name(words.granted(database)) + ".* FROM " + account;
    }

    @Override
    public void revoke(String name, String host, String database) {
        try (Session session = change()) {
            String account = present(session, name, host);
            String granted = patterns(session, name, host(host)).stream()
                    .filter(pattern -> words.database(pattern).equals(database))
                    .findFirst()
                    .orElseThrow(() -> new EngineFailure(
                            Kind.NOT_FOUND,
                            "User %s@%s has no access to database %s."
                                    .formatted(brief(name), brief(host), brief(database))));
            String from = " ON " + Sql.name(granted) + ".* FROM " + account;
            session.run("REVOKE ALL PRIVILEGES" + from);
            if (patterns(session, name, host(host)).contains(granted)) {
                session.run("REVOKE GRANT OPTION" + from); // given by a tenant's root
            }
        }
    }

    @Override
    public boolean rootEnabled() {
        try (Session session = sessions.open()) {
            return session.exists(words.openRoot());
        }
    }

    @Override
    public String enableRoot(String password) {
        Names.require(rules.problemWithPassword(password));
        try (Session session = change()) {
            words.root(Sql.account(Names.ROOT, "%"), password).forEach(session::run);
            return Names.ROOT;
        }
    }

    @Override
    public void disableRoot() {
        try (Session session = change()) {
            session.rows(row -> row.getString(1), "SELECT Host FROM mysql.user WHERE User = ?", Names.ROOT)
                    .forEach(host -> session.run("DROP USER IF EXISTS " + Sql.account(Names.ROOT, host)));
        }
    }
}
