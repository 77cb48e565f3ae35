package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import java.util.List;
import java.util.UUID;

/**
 * To whom things belong. Every database belongs to a role of its own, of which its users are members and as which they work in it: so what
 * one of them makes, all of them can use and change, and nothing is lost with a user. In PostgreSQL things belong to the role that made
 * them otherwise.
 *
 * <p>A tenant's root works as itself, since only so it has its rights; what it makes is open to the database's users by default
 * privileges. The databases it makes are given to such a role too.
 */
final class Owners {
    private final PostgresqlServer.Sessions sessions;

    Owners(PostgresqlServer.Sessions sessions) {
        this.sessions = sessions;
    }

    static String fresh() {
        return Names.OWNER + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    }

    /** The role to which a tenant's database belongs. */
    static String of(Session session, String database) {
        boolean system = Names.SYSTEM_DATABASES.contains(database);
        String owner = system
                ? ""
                : session.text("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = ?", database);
        if (owner.isEmpty()) {
            throw new EngineFailure(
                    Kind.NOT_FOUND, "Database %s cannot be found on the instance.".formatted(Names.brief(database)));
        }
        return owner;
    }

    /** Nobody else gets into a database: the server would let everybody in. */
    static String shut(String database) {
        return "REVOKE CONNECT, TEMPORARY ON DATABASE " + Sql.name(database) + " FROM PUBLIC";
    }

    /** Gives databases that root made to roles of their own; removes roles whose database was never made or is gone. */
    void settle(Session session) {
        List<String> strays = session.rows(
                row -> row.getString(1),
                "SELECT datname FROM pg_database WHERE NOT starts_with(pg_get_userbyid(datdba), ?)"
                        + " AND datname NOT IN ('postgres', 'template0', 'template1')",
                Names.OWNER);
        for (String database : strays) {
            String owner = fresh();
            session.transaction(() -> {
                session.run("CREATE ROLE " + Sql.name(owner));
                session.run("ALTER DATABASE " + Sql.name(database) + " OWNER TO " + Sql.name(owner));
                session.run(shut(database));
            });
            admitRoot(session, database);
        }
        session.rows(
                        row -> row.getString(1),
                        "SELECT rolname FROM pg_roles WHERE starts_with(rolname, ?)"
                                + " AND NOT EXISTS (SELECT 1 FROM pg_database WHERE datdba = pg_roles.oid)",
                        Names.OWNER)
                .forEach(role -> remove(session, role));
    }

    /** Makes root, when there is one, a user of the database. */
    void admitRoot(Session session, String database) {
        if (!session.exists("SELECT 1 FROM pg_roles WHERE rolname = ?", Names.ROOT)) {
            return;
        }
        String owner = Sql.name(of(session, database));
        String root = Sql.name(Names.ROOT);
        session.run("GRANT " + owner + " TO " + root);
        try (Session inside = sessions.open(database)) {
            for (String things : List.of("TABLES", "SEQUENCES", "FUNCTIONS", "TYPES", "SCHEMAS")) {
                inside.run("ALTER DEFAULT PRIVILEGES FOR ROLE %s GRANT ALL ON %s TO %s".formatted(root, things, owner));
            }
        }
    }

    /** Removes a role; what it owns goes to the databases it is in, its rights go, its sessions are cut. */
    void remove(Session session, String role) {
        String quoted = Sql.name(role);
        session.run("ALTER ROLE " + quoted + " NOLOGIN");
        cut(session, role);
        List<String> databases = session.rows(
                row -> row.getString(1),
                "SELECT DISTINCT datname FROM pg_shdepend d JOIN pg_database b ON b.oid = d.dbid"
                        + " WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = (SELECT oid FROM pg_roles WHERE rolname = ?)",
                role);
        for (String database : databases) {
            try (Session inside = sessions.open(database)) {
                leave(inside, database, role);
            }
        }
        session.run("DROP OWNED BY " + quoted);
        takeOverGrants(session, role);
        session.run("DROP ROLE " + quoted);
    }

    /** @param inside a session in the database */
    private static void leave(Session inside, String database, String role) {
        if (!Names.SYSTEM_DATABASES.contains(database)) {
            inside.run("REASSIGN OWNED BY %s TO %s".formatted(Sql.name(role), Sql.name(of(inside, database))));
        }
        inside.run("DROP OWNED BY " + Sql.name(role));
    }

    /** A user who is taken a database away keeps nothing in it. */
    void leave(String database, String role) {
        try (Session inside = sessions.open(database)) {
            leave(inside, database, role);
        }
    }

    /** Memberships that root gave remain when it goes. Before version 16 they did not depend on who gave them. */
    private static void takeOverGrants(Session session, String role) {
        record Membership(String group, String member) {}
        List<Membership> given = session.rows(
                row -> new Membership(row.getString(1), row.getString(2)),
                "SELECT pg_get_userbyid(roleid), pg_get_userbyid(member) FROM pg_auth_members"
                        + " WHERE pg_get_userbyid(grantor) = ? AND current_setting('server_version_num')::int >= 160000",
                role);
        for (Membership each : given) {
            String group = Sql.name(each.group());
            String member = Sql.name(each.member());
            session.run("REVOKE %s FROM %s GRANTED BY %s CASCADE".formatted(group, member, Sql.name(role)));
            if (!each.member().equals(role)) {
                session.run("GRANT %s TO %s".formatted(group, member));
            }
        }
    }

    /** Ends the sessions of a role. */
    static void cut(Session session, String role) {
        session.rows(
                row -> row.getBoolean(1),
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = ?",
                role);
    }

    /** Ends its sessions in one database: they work as its owner, whatever is taken from the user. */
    static void cut(Session session, String role, String database) {
        session.rows(
                row -> row.getBoolean(1),
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = ? AND datname = ?",
                role,
                database);
    }
}
