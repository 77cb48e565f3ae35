package dev.coffer.engine;

import dev.coffer.engine.Engine.Capability;
import dev.coffer.image.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** How the contract makes servers of one version of one engine, and uses them as a tenant does. */
public interface EngineFixture {
    Engine engine();

    String version();

    /** Root of the version's image, fetched when it is not there. */
    Path image();

    /** A tenant's login over the network; throws when it is refused. */
    Tenant login(Node node, Login login) throws Exception;

    /** Leaves a change without acknowledgement and a lock on everything, as tenants do, until closed or cut off. */
    AutoCloseable block(Node node, Login login) throws Exception;

    /** Logins a new server must refuse. */
    List<Login> forbidden();

    /** Names that neither a user nor a database can have. */
    List<String> impossibleNames();

    /** The longest names that both users and databases can have, in ASCII first. */
    List<String> longestNames();

    /** Of the hostile names of {@link DatabasesContract}, those that no database of this engine can have. */
    default Set<String> refusedNames() {
        return Set.of();
    }

    /** A long one, with all kinds of characters that the engine takes. */
    default String hardestPassword() {
        return "🗝 'pass\\word\" `%_" + "x".repeat(500);
    }

    /** A login and the database it works in. */
    record Login(String user, String password, String database) {
        @Override
        public String toString() {
            return user + " in " + database;
        }
    }

    /** A tenant's connection. */
    interface Tenant extends AutoCloseable {
        /** Makes the place where numbers are kept. */
        void prepare() throws Exception;

        /** Returns when the engine has acknowledged it. */
        void write(long number) throws Exception;

        Set<Long> read() throws Exception;

        @Override
        void close() throws Exception;
    }

    /** Whether a server is made so quickly that a kill may come too late to find it half made. */
    default boolean isMadeAtOnce() {
        return false;
    }

    /** Whether the login succeeds. */
    default boolean admits(Node node, Login login) throws Exception {
        try {
            login(node, login).close();
            return true;
        } catch (java.sql.SQLException refused) {
            return false;
        }
    }

    /** A user with all rights on the database, of an engine that has databases. */
    default UserSpec user(String name, String password, String database) {
        return new UserSpec(name, "%", password, can(Capability.DATABASES) ? List.of(database) : List.of());
    }

    /** What a tenant works in: with a database of its own where the engine has databases. */
    default void furnish(Accounts accounts, UserSpec user) {
        user.databases().forEach(name -> accounts.createDatabases(List.of(new DatabaseSpec(name, null, null))));
        accounts.createUsers(List.of(user));
    }

    default boolean can(Capability capability) {
        return engine().capabilities().contains(capability);
    }

    /** The sandbox as a program of an image sees it. */
    default Sandbox sandbox(Path home, Path hidden) {
        return new Sandbox(image(), home, List.of(hidden));
    }
}
