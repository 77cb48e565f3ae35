package dev.coffer.identity;

import java.util.Optional;

/** Proves who is calling. */
public interface Identity {

    /**
     * @throws dev.coffer.fault.Fault UNAUTHORIZED, or FORBIDDEN when the user has no role on the project
     * @throws Throttled when too many attempts have failed
     */
    Caller authenticate(Credentials credentials);

    /** Its half of Keystone's API; empty when a Keystone of its own does that. */
    default Optional<Tokens> tokens() {
        return Optional.empty();
    }

    /** What a request brings. */
    sealed interface Credentials {
        /** {@code X-Auth-Token}. */
        record Token(String token) implements Credentials {
            @Override
            public String toString() {
                return "Token[]";
            }
        }

        /**
         * {@code Authorization: Basic}; the project is the one in the URL, which the user must have a role on.
         *
         * @param projectId or {@link #ANY_PROJECT}
         * @param source address of the peer, for throttling
         */
        record Basic(String user, String password, String projectId, String source) implements Credentials {
            /** The URL names none: one where the user is an administrator, if there is one. */
            public static final String ANY_PROJECT = "";

            @Override
            public String toString() {
                return "Basic[" + user + "]";
            }
        }
    }
}
