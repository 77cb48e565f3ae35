package dev.coffer.engine;

import java.nio.file.Path;
import java.util.Set;

/** What a tenant does with a server, over the network: the proof that it serves, and how to go on from there. */
public interface Trial {

    /**
     * Where and as whom.
     *
     * @param database ignored by engines that have none
     */
    record Login(String address, String user, String password, String database) {
        @Override
        public String toString() {
            return user + " at " + address;
        }
    }

    /**
     * The engine's own command line client.
     *
     * @param program e.g. {@code mariadb}
     * @param debianPackage that has it
     * @param credentials what its file of credentials holds
     * @param command to be typed; names the file, never the password
     */
    record Prompt(String program, String debianPackage, String credentials, String command) {
        @Override
        public String toString() {
            return command;
        }
    }

    /** Logs in; {@code PASSING} when it is refused or nobody answers, since a server that was just made may not know its user yet. */
    Visit visit(Login login);

    /** A tenant who is logged in. Failures are {@link EngineFailure}s. */
    interface Visit extends AutoCloseable {
        /** Makes the place for marks, empty. */
        void prepare();

        /** Returns when the server has acknowledged it. */
        void write(long mark);

        /** The marks that are there; none as long as their place has not arrived. */
        Set<Long> read();

        /** Whether the server takes writes: a replica does not. */
        boolean isOpen();

        @Override
        void close();
    }

    /** End of the name of its file of credentials, e.g. {@code cnf}. */
    String credentialsSuffix();

    Prompt prompt(Login login, Path credentials);
}
