package dev.coffer.engine.mongodb;

import dev.coffer.engine.Accounts;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.UserInfo;
import dev.coffer.engine.UserSpec;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonBinarySubType;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Databases, users, grants and root by commands. Users are kept in {@code admin}, so that a name is one user's, and may do on their
 * databases all but make users.
 */
final class MongodbAccounts implements Accounts {
    /** SCRAM-SHA-1 binds a password to its user's name, which could then not be changed. */
    static final List<String> MECHANISMS = List.of("SCRAM-SHA-256");

    /** MongoDB has no database without a collection. */
    static final String MARKER = "coffer";

    private static final List<String> RIGHTS = List.of("readWrite", "dbAdmin");

    private static final String ROOT_ROLE = "coffer_root";

    /**
     * What root gets: all data, and to see all of the server. Not the right to make users: in MongoDB that is the right to give oneself
     * any other one, with which no promise of the set, of the agent's account and of Coffer's list of users could be kept.
     */
    private static final List<Document> ROOT_ROLES = List.of(
            role("readWriteAnyDatabase", Session.ADMIN),
            role("dbAdminAnyDatabase", Session.ADMIN),
            role("clusterMonitor", Session.ADMIN));

    private final MongodbServer.Sessions sessions;
    private final NameRules rules = new Names();

    MongodbAccounts(MongodbServer.Sessions sessions) {
        this.sessions = sessions;
    }

    private static Document role(String role, String database) {
        return new Document("role", role).append("db", database);
    }

    private static List<Document> rights(List<String> databases) {
        return databases.stream()
                .distinct()
                .flatMap(database -> RIGHTS.stream().map(right -> role(right, database)))
                .toList();
    }

    @Override
    public List<DatabaseSpec> databases() {
        try (Session session = sessions.open()) {
            return names(session).stream()
                    .filter(name -> !Names.SYSTEM_DATABASES.contains(name))
                    .sorted()
                    .map(name -> new DatabaseSpec(name, null, null))
                    .toList();
        }
    }

    private static List<String> names(Session session) {
        return session
                .admin(new Document("listDatabases", 1).append("nameOnly", true))
                .getList("databases", Document.class)
                .stream()
                .map(database -> database.getString("name"))
                .toList();
    }

    @Override
    public void createDatabases(List<DatabaseSpec> databases) {
        databases.forEach(this::check);
        requireDistinct(databases.stream().map(DatabaseSpec::name).toList());
        try (Session session = sessions.open()) {
            List<String> there = names(session);
            for (DatabaseSpec database : databases) {
                // Of two names that differ by case only the server keeps one.
                if (there.stream().anyMatch(database.name()::equalsIgnoreCase)) {
                    throw new EngineFailure(
                            Kind.EXISTS, "A database with the name \"%s\" already exists.".formatted(database.name()));
                }
            }
            Undo.all(databases, new Undo.Change<>() {
                @Override
                public void make(DatabaseSpec database) {
                    session.run(database.name(), new Document("create", MARKER));
                }

                @Override
                public void takeBack(DatabaseSpec database) {
                    session.run(database.name(), new Document("dropDatabase", 1));
                }
            });
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
        try (Session session = sessions.open()) {
            if (rules.problemWithDatabase(name).isPresent() || !names(session).contains(name)) {
                throw new EngineFailure(
                        Kind.NOT_FOUND, "Database %s cannot be found on the instance.".formatted(brief(name)));
            }
            session.run(name, new Document("dropDatabase", 1));
        }
    }

    @Override
    public List<UserInfo> users() {
        try (Session session = sessions.open()) {
            return session.admin(new Document("usersInfo", 1)).getList("users", Document.class).stream()
                    .filter(user -> !Names.SYSTEM_USERS.contains(user.getString("user")))
                    .map(user -> new UserInfo(user.getString("user"), "%", databases(user)))
                    .sorted(Comparator.comparing(UserInfo::name))
                    .toList();
        }
    }

    /** Those that a user has any right on. */
    static List<String> databases(Document user) {
        return user.getList("roles", Document.class).stream()
                .map(role -> role.getString("db"))
                .filter(database -> !Names.SYSTEM_DATABASES.contains(database))
                .distinct()
                .sorted()
                .toList();
    }

    /** As the server keeps it, with what it keeps of the password. */
    private static Optional<Document> find(Session session, String name) {
        Document user = new Document("user", name).append("db", Session.ADMIN);
        return session
                .admin(new Document("usersInfo", user).append("showCredentials", true))
                .getList("users", Document.class)
                .stream()
                .findFirst();
    }

    @Override
    public void createUsers(List<UserSpec> users) {
        users.forEach(this::check);
        requireDistinct(users.stream().map(UserSpec::name).toList());
        try (Session session = sessions.open()) {
            users.forEach(user -> requireFree(session, user.name()));
            Undo.all(users, new Undo.Change<>() {
                @Override
                public void make(UserSpec user) {
                    session.admin(creation(user.name(), user.password(), rights(user.databases())));
                }

                @Override
                public void takeBack(UserSpec user) {
                    session.admin(new Document("dropUser", user.name()));
                }
            });
        }
    }

    private void check(UserSpec user) {
        Names.require(rules.problemWithUser(user.name()));
        Names.require(rules.problemWithHost(user.host()));
        Names.require(rules.problemWithPassword(user.password()));
        user.databases().forEach(database -> Names.require(rules.problemWithDatabase(database)));
    }

    private static void requireFree(Session session, String name) {
        if (find(session, name).isPresent()) {
            throw new EngineFailure(Kind.EXISTS, "A user with the name \"%s\" already exists.".formatted(name));
        }
    }

    private static Document creation(String name, String password, List<Document> roles) {
        return new Document("createUser", name)
                .append("pwd", password)
                .append("roles", roles)
                .append("mechanisms", MECHANISMS);
    }

    private static Document passwordChange(String name, String password) {
        return new Document("updateUser", name).append("pwd", password).append("mechanisms", MECHANISMS);
    }

    /** A tenant's user that is there. */
    private Document present(Session session, String name, String host) {
        boolean possible = rules.problemWithUser(name).isEmpty()
                && rules.problemWithHost(host).isEmpty();
        return Optional.of(name)
                .filter(_ -> possible)
                .flatMap(known -> find(session, known))
                .orElseThrow(() -> new EngineFailure(
                        Kind.NOT_FOUND,
                        "User %s@%s cannot be found on the instance.".formatted(brief(name), brief(host))));
    }

    private static String brief(String name) {
        String shown = name.replaceAll("\\p{Cntrl}", "?");
        return shown.length() <= 100 ? shown : shown.substring(0, 100) + "…";
    }

    @Override
    public void dropUser(String name, String host) {
        try (Session session = sessions.open()) {
            present(session, name, host);
            session.admin(new Document("dropUser", name));
        }
    }

    @Override
    public void alterUser(
            String name,
            String host,
            @Nullable String newName,
            @Nullable String newHost,
            @Nullable String newPassword) {
        Optional.ofNullable(newPassword).ifPresent(password -> Names.require(rules.problemWithPassword(password)));
        try (Session session = sessions.open()) {
            Document user = present(session, name, host);
            Optional.ofNullable(newHost).ifPresent(other -> Names.require(rules.problemWithHost(other)));
            Optional.ofNullable(newName).ifPresent(other -> Names.require(rules.problemWithUser(other)));
            if (newName != null && !newName.equals(name)) {
                move(session, user, newName, newPassword);
            } else if (newPassword != null) {
                session.admin(passwordChange(name, newPassword));
            }
        }
    }

    /** There is no command for it. The new one is whole before the old one goes; one that was cut off is finished. */
    private static void move(Session session, Document user, String newName, @Nullable String newPassword) {
        Optional<Document> there = find(session, newName);
        boolean begun = newPassword == null
                && there.isPresent()
                && Objects.equals(there.get().get("credentials"), user.get("credentials"));
        if (!begun) {
            requireFree(session, newName);
            if (newPassword == null) {
                requireWritten(session.admin(copy(user, newName)));
            } else {
                session.admin(creation(newName, newPassword, user.getList("roles", Document.class)));
            }
        }
        session.admin(new Document("dropUser", user.getString("user")));
    }

    /** Into the collection of users itself: no command takes a password as the server keeps it. */
    private static Document copy(Document user, String newName) {
        Document credentials = user.get("credentials", Document.class);
        if (!credentials.keySet().equals(Set.copyOf(MECHANISMS))) {
            throw new EngineFailure(
                    Kind.REFUSED,
                    "What the server keeps of this user's password holds for the present name only; give a new password with the new name.");
        }
        Document copy = new Document("_id", Session.ADMIN + "." + newName)
                .append("userId", new Binary(BsonBinarySubType.UUID_STANDARD, bytes(UUID.randomUUID())))
                .append("user", newName)
                .append("db", Session.ADMIN)
                .append("credentials", credentials)
                .append("roles", user.getList("roles", Document.class));
        return new Document("insert", "system.users").append("documents", List.of(copy));
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** A command that writes documents succeeds also when it writes none. */
    private static void requireWritten(Document answer) {
        if (answer.containsKey("writeErrors") || answer.containsKey("writeConcernError")) {
            throw new EngineFailure(Kind.BROKEN, "The database server did not take the user under the new name.");
        }
    }

    /** All are there before any is changed; who asks again after a failure finishes the work. */
    @Override
    public void changePasswords(List<UserSpec> users) {
        users.forEach(user -> Names.require(rules.problemWithPassword(user.password())));
        requireDistinct(users.stream().map(UserSpec::name).toList());
        try (Session session = sessions.open()) {
            users.forEach(user -> present(session, user.name(), user.host()));
            users.forEach(user -> session.admin(passwordChange(user.name(), user.password())));
        }
    }

    @Override
    public void grant(String name, String host, List<String> databases) {
        databases.forEach(database -> Names.require(rules.problemWithDatabase(database)));
        try (Session session = sessions.open()) {
            present(session, name, host);
            if (!databases.isEmpty()) {
                session.admin(new Document("grantRolesToUser", name).append("roles", rights(databases)));
            }
        }
    }

    @Override
    public void revoke(String name, String host, String database) {
        try (Session session = sessions.open()) {
            List<Document> granted = present(session, name, host).getList("roles", Document.class).stream()
                    .filter(role -> role.getString("db").equals(database))
                    .toList();
            if (granted.isEmpty() || Names.SYSTEM_DATABASES.contains(database)) {
                throw new EngineFailure(
                        Kind.NOT_FOUND,
                        "User %s@%s has no access to database %s."
                                .formatted(brief(name), brief(host), brief(database)));
            }
            session.admin(new Document("revokeRolesFromUser", name).append("roles", granted));
        }
    }

    @Override
    public boolean rootEnabled() {
        try (Session session = sessions.open()) {
            return find(session, Names.ROOT).isPresent();
        }
    }

    @Override
    public String enableRoot(String password) {
        Names.require(rules.problemWithPassword(password));
        try (Session session = sessions.open()) {
            boolean known = !session.admin(new Document("rolesInfo", role(ROOT_ROLE, Session.ADMIN)))
                    .getList("roles", Document.class)
                    .isEmpty();
            session.admin(new Document(known ? "updateRole" : "createRole", ROOT_ROLE)
                    .append("privileges", List.of())
                    .append("roles", ROOT_ROLES));
            List<Document> roles = List.of(role(ROOT_ROLE, Session.ADMIN));
            session.admin(
                    find(session, Names.ROOT).isPresent()
                            ? passwordChange(Names.ROOT, password).append("roles", roles)
                            : creation(Names.ROOT, password, roles));
            return Names.ROOT;
        }
    }

    @Override
    public void disableRoot() {
        try (Session session = sessions.open()) {
            if (find(session, Names.ROOT).isPresent()) {
                session.admin(new Document("dropUser", Names.ROOT));
            }
        }
    }
}
