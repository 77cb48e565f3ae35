package dev.coffer.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives out tokens and says what they are worth: what Keystone's API needs of an identity provider. */
public interface Tokens {

    /**
     * @param scope empty: a token that only proves who the user is
     * @throws dev.coffer.fault.Fault UNAUTHORIZED
     * @throws Throttled when too many attempts have failed
     */
    Issued issue(Login login, Optional<Scope> scope);

    /** @throws dev.coffer.fault.Fault NOT_FOUND when it is not valid (any more) */
    Issued inspect(String token);

    void revoke(String token);

    /** Projects on which the user has a role, by name. */
    List<Project> projectsOf(String userId);

    /** All projects, by name. */
    List<Project> projects();

    /** Proof of who asks for a token. */
    sealed interface Login {
        /**
         * @param user name, unless {@code byId}
         * @param source address of the peer, for throttling
         */
        record Password(String user, boolean byId, String password, String source) implements Login {
            @Override
            public String toString() {
                return "Password[" + user + "]";
            }
        }

        /** An earlier token. */
        record ByToken(String token) implements Login {
            @Override
            public String toString() {
                return "ByToken[]";
            }
        }

        /** For programs: leads to one project, whatever the user may do elsewhere. */
        record ApplicationCredential(String id, String secret) implements Login {
            @Override
            public String toString() {
                return "ApplicationCredential[" + id + "]";
            }
        }
    }

    /** The project a token is asked for. */
    record Scope(String project, boolean byId) {}

    /** A project. */
    record Project(String id, String name) {}

    /**
     * A valid token.
     *
     * @param project null when unscoped
     * @param roles on the project; empty when unscoped
     */
    record Issued(
            String token,
            String auditId,
            String userId,
            String userName,
            @Nullable Project project,
            Set<String> roles,
            List<String> methods,
            Instant issued,
            Instant expires) {
        public Issued {
            roles = Set.copyOf(roles);
            methods = List.copyOf(methods);
        }

        @Override
        public String toString() {
            return "Issued[" + userName + ", " + project + "]";
        }
    }
}
