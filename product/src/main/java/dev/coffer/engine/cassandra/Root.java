package dev.coffer.engine.cassandra;

import dev.coffer.engine.UserInfo;
import java.util.List;

/**
 * The tenant's administrator: no superuser, since one may do everything with the agent's own role. It may do everything with what is in
 * keyspaces, make roles, and manage those that it or the agent has made.
 */
final class Root {
    /** Rights over all roles would be rights over the agent's, and so the way to a superuser. */
    private static final List<String> RIGHTS = List.of(
            "GRANT ALL PERMISSIONS ON ALL KEYSPACES TO %s", // those of the server are not among them
            "GRANT SELECT ON KEYSPACE system_views TO %s",
            "GRANT SELECT ON KEYSPACE system_traces TO %s",
            "GRANT CREATE ON ALL ROLES TO %s",
            "GRANT DESCRIBE ON ALL ROLES TO %s");

    private Root() {}

    /** @param users of the tenant that are there */
    static void enable(Session session, List<UserInfo> users, String hash) {
        session.run("CREATE ROLE IF NOT EXISTS %s WITH LOGIN = false".formatted(Names.ROOT));
        RIGHTS.forEach(right -> session.run(right.formatted(Names.ROOT)));
        users.forEach(user -> session.run(mayManage(user.name())));
        session.run("ALTER ROLE %s WITH LOGIN = true AND HASHED PASSWORD = %s".formatted(Names.ROOT, Cql.text(hash)));
    }

    /** The statement that lets root manage this user. */
    static String mayManage(String user) {
        return "GRANT ALL PERMISSIONS ON ROLE %s TO %s".formatted(Cql.name(user), Names.ROOT);
    }
}
