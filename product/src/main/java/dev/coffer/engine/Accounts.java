package dev.coffer.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Databases, users, grants and root of a running server. System users and databases are never listed and cannot be touched
 * ({@code NOT_FOUND}). Making what is there is {@code EXISTS}; a list is made whole or not at all as far as the engine can.
 */
public interface Accounts {
    List<DatabaseSpec> databases();

    void createDatabases(List<DatabaseSpec> databases);

    void dropDatabase(String name);

    List<UserInfo> users();

    void createUsers(List<UserSpec> users);

    void dropUser(String name, String host);

    /** Changes what is not null, all of it or nothing. Whatever the user may do stays. */
    void alterUser(
            String name, String host, @Nullable String newName, @Nullable String newHost, @Nullable String newPassword);

    /**
     * Makes these the access rules of the user, in place of those it has; none are the engine's default.
     *
     * @throws EngineFailure {@code REFUSED} without {@link Engine.Capability#ACCESS_RULES}
     */
    default void changeRules(String name, String host, List<String> rules) {
        throw new EngineFailure(EngineFailure.Kind.REFUSED, "This datastore does not support access rules of users.");
    }

    /** Gives these users, which must be there, the passwords that they come with; all of them or none. Their databases mean nothing. */
    void changePasswords(List<UserSpec> users);

    /** All rights on these databases, which need not exist; on all or on none. */
    void grant(String name, String host, List<String> databases);

    /** {@code NOT_FOUND} when it was not granted. */
    void revoke(String name, String host, String database);

    boolean rootEnabled();

    /** Makes the superuser reachable from everywhere with this password; again = new password. Returns its name. */
    String enableRoot(String password);

    void disableRoot();
}
