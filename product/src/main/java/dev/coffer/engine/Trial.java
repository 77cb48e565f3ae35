package dev.coffer.engine;

import java.nio.file.Path;

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

    /** Replaces what an earlier run wrote with so many marks of this one; returns when they are acknowledged. */
    void write(Login login, String run, int count);

    /** How many marks of a run are there. */
    int count(Login login, String run);

    /** Whether a write is refused because the server is a replica; any other failure is thrown. */
    boolean refusesWrites(Login login);

    /** End of the name of its file of credentials, e.g. {@code cnf}. */
    String credentialsSuffix();

    Prompt prompt(Login login, Path credentials);
}
