package dev.coffer.identity;

/** Proves who is calling. */
public interface Identity {

    /** @throws dev.coffer.fault.Fault UNAUTHORIZED, or TOO_MANY_REQUESTS when attempts are throttled */
    Caller authenticate(Credentials credentials);

    /** What a request brings. */
    sealed interface Credentials {
        /** {@code X-Auth-Token}. */
        record Token(String token) implements Credentials {
            @Override
            public String toString() {
                return "Token[]";
            }
        }

        /** {@code Authorization: Basic}; the project is the one in the URL, which the user must have a role on. */
        record Basic(String user, String password, String projectId) implements Credentials {
            @Override
            public String toString() {
                return "Basic[" + user + "]";
            }
        }
    }
}
