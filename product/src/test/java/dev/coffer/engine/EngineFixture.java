package dev.coffer.engine;

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

    /** Whether the login succeeds. */
    default boolean admits(Node node, Login login) throws Exception {
        try {
            login(node, login).close();
            return true;
        } catch (java.sql.SQLException refused) {
            return false;
        }
    }

    /** The sandbox as a program of an image sees it. */
    default Sandbox sandbox(Path home, Path hidden) {
        return new Sandbox(image(), home, List.of(hidden));
    }
}
