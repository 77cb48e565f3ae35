package dev.coffer.engine.cassandra;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server's tables of roles and of what they may do, in one session. */
final class Roles {
    private static final String RESOURCE_OF_KEYSPACE = "data/";
    private static final String RESOURCE_OF_ROLE = "roles/";

    /** What the server has read of these tables, and goes on with for some seconds unless it is told to forget it. */
    private static final List<String> CACHES =
            List.of("credentials_cache_keys", "permissions_cache_keys", "roles_cache_keys");

    /** As the server does it: a row that was inserted would stay when the last of its permissions is taken. */
    private static final String SET_PERMISSIONS =
            "UPDATE system_auth.role_permissions SET permissions = ? WHERE role = ? AND resource = ?";

    private final Session session;

    Roles(Session session) {
        this.session = session;
    }

    boolean has(String name) {
        return session.row("SELECT role FROM system_auth.roles WHERE role = ?", name)
                .isPresent();
    }

    /** Tenants' users; roles that cannot log in are none. */
    List<UserInfo> users() {
        Map<String, List<String>> databases = new LinkedHashMap<>();
        for (Row row : session.rows("SELECT role, resource FROM system_auth.role_permissions")) {
            database(row.text(1))
                    .ifPresent(name -> databases
                            .computeIfAbsent(row.text(0), _ -> new ArrayList<>())
                            .add(name));
        }
        return session.rows("SELECT role, can_login FROM system_auth.roles").stream()
                .filter(row -> row.isTrue(1) && !Names.SYSTEM_USERS.contains(row.text(0)))
                .map(row -> new UserInfo(row.text(0), Names.ANYWHERE, databases.getOrDefault(row.text(0), List.of())))
                .sorted(Comparator.comparing(UserInfo::name))
                .toList();
    }

    List<String> databases(String name) {
        return session.rows("SELECT resource FROM system_auth.role_permissions WHERE role = ?", name).stream()
                .flatMap(row -> database(row.text(0)).stream())
                .toList();
    }

    /** The keyspace that is granted as a whole. */
    private static Optional<String> database(String resource) {
        if (!resource.startsWith(RESOURCE_OF_KEYSPACE)) {
            return Optional.empty();
        }
        String name = resource.substring(RESOURCE_OF_KEYSPACE.length());
        return name.contains("/") ? Optional.empty() : Optional.of(name);
    }

    /** What the server stores of its password; empty text when it has none. */
    String hash(String name) {
        return session.row("SELECT salted_hash FROM system_auth.roles WHERE role = ?", name)
                .map(row -> row.text(0))
                .orElse("");
    }

    /**
     * Gives a role another name. The server cannot, so the rows that make it up are written anew and the old ones removed, all in one
     * batch, which is done as a whole or not at all.
     *
     * @param hash of the password from now on
     */
    void rename(String name, String newName, String hash) {
        Batch batch = new Batch();
        Row role = session.row("SELECT can_login, is_superuser, member_of FROM system_auth.roles WHERE role = ?", name)
                .orElseThrow(() -> new EngineFailure(Kind.PASSING, "The user was removed meanwhile."));
        batch.add("DELETE FROM system_auth.roles WHERE role = ?", bytes(name));
        batch.add(
                "INSERT INTO system_auth.roles (role, can_login, is_superuser, salted_hash) VALUES (?, ?, ?, ?)",
                bytes(newName),
                role.bytes(0),
                role.bytes(1),
                bytes(hash));
        if (!role.isNull(2)) {
            batch.add("UPDATE system_auth.roles SET member_of = ? WHERE role = ?", role.bytes(2), bytes(newName));
        }
        moveMemberships(batch, name, newName);
        movePermissions(batch, name, newName);
        moveAsResource(batch, name, newName);
        batch.run(session);
    }

    /** Of it in other roles; a user that others are members of keeps none of those. */
    private void moveMemberships(Batch batch, String name, String newName) {
        for (Row row : session.rows("SELECT role, member FROM system_auth.role_members")) {
            if (row.text(1).equals(name)) {
                batch.add(
                        "DELETE FROM system_auth.role_members WHERE role = ? AND member = ?",
                        row.bytes(0),
                        bytes(name));
                batch.add(
                        "INSERT INTO system_auth.role_members (role, member) VALUES (?, ?)",
                        row.bytes(0),
                        bytes(newName));
            }
        }
    }

    private void movePermissions(Batch batch, String name, String newName) {
        batch.add("DELETE FROM system_auth.role_permissions WHERE role = ?", bytes(name));
        for (Row row :
                session.rows("SELECT resource, permissions FROM system_auth.role_permissions WHERE role = ?", name)) {
            moveIndex(batch, row.bytes(0), name, newName);
            batch.add(SET_PERMISSIONS, row.bytes(1), bytes(newName), row.bytes(0));
        }
    }

    private static void moveIndex(Batch batch, byte[] resource, String name, String newName) {
        batch.add(
                "DELETE FROM system_auth.resource_role_permissons_index WHERE resource = ? AND role = ?",
                resource,
                bytes(name));
        batch.add(
                "INSERT INTO system_auth.resource_role_permissons_index (resource, role) VALUES (?, ?)",
                resource,
                bytes(newName));
    }

    /** What others may do with it. */
    private void moveAsResource(Batch batch, String name, String newName) {
        String resource = RESOURCE_OF_ROLE + name;
        String newResource = RESOURCE_OF_ROLE + newName;
        for (Row row : session.rows(
                "SELECT role FROM system_auth.resource_role_permissons_index WHERE resource = ?", resource)) {
            Row permissions = session.onlyRow(
                    "SELECT permissions FROM system_auth.role_permissions WHERE role = ? AND resource = ?",
                    row.text(0),
                    resource);
            batch.add(
                    "DELETE FROM system_auth.role_permissions WHERE role = ? AND resource = ?",
                    row.bytes(0),
                    bytes(resource));
            batch.add(SET_PERMISSIONS, permissions.bytes(0), row.bytes(0), bytes(newResource));
            batch.add(
                    "INSERT INTO system_auth.resource_role_permissons_index (resource, role) VALUES (?, ?)",
                    bytes(newResource),
                    row.bytes(0));
        }
        batch.add("DELETE FROM system_auth.resource_role_permissons_index WHERE resource = ?", bytes(resource));
    }

    /** From here on logins and rights are what the tables say. */
    void forgetCached() {
        CACHES.forEach(cache -> session.run("TRUNCATE system_views." + cache));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Statements that are done as a whole. */
    private static final class Batch {
        private final List<String> statements = new ArrayList<>();
        private final List<byte[]> values = new ArrayList<>();

        void add(String statement, byte[]... itsValues) {
            statements.add(statement);
            values.addAll(List.of(itsValues));
        }

        void run(Session session) {
            session.rows("BEGIN BATCH " + String.join("; ", statements) + "; APPLY BATCH", values);
        }
    }
}
