package dev.coffer.engine.postgresql;

import java.util.ArrayList;
import java.util.List;

/**
 * What a tenant's root gets, and what is withheld.
 *
 * <p>It is no {@code SUPERUSER}: a superuser runs programs on the server, reads and writes its files, and changes its configuration, so it
 * could leave replication and make acknowledged writes worthless, or shut the agent out. It has no {@code REPLICATION} and no
 * {@code BYPASSRLS}. It makes databases and roles, reads and writes all data, sees what the server does, ends sessions of others, and works
 * in every database as its owner does.
 *
 * <p>In version 15 whoever makes roles may also make itself a member of those that run programs and write files; there, users are made by
 * Coffer only.
 */
final class Root {
    private Root() {}

    static List<String> statements(int version, boolean exists, String verifier) {
        String root = Sql.name(Names.ROOT);
        List<String> statements = new ArrayList<>();
        if (!exists) {
            statements.add("CREATE ROLE " + root);
        }
        statements.add(
                "ALTER ROLE %s LOGIN NOSUPERUSER NOREPLICATION NOBYPASSRLS INHERIT CREATEDB %s CONNECTION LIMIT -1 VALID UNTIL 'infinity' PASSWORD %s"
                        .formatted(root, version < 16 ? "NOCREATEROLE" : "CREATEROLE", Sql.text(verifier)));
        List<String> groups = new ArrayList<>(
                List.of("pg_monitor", "pg_signal_backend", "pg_read_all_data", "pg_write_all_data", "pg_checkpoint"));
        if (version >= 17) {
            groups.add("pg_maintain");
        }
        statements.add("GRANT " + String.join(", ", groups) + " TO " + root);
        statements.add("GRANT CONNECT, TEMPORARY ON DATABASE postgres TO " + root);
        return statements;
    }
}
