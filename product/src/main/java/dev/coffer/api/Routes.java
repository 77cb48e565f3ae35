package dev.coffer.api;

import dev.coffer.policy.Policy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The routes below a project, each with the policy rule that its callers must pass. */
final class Routes {
    static final String PROJECT = "/v1.0/{project}";

    /** Code behind a route, and who may reach it. */
    record Guarded(String rule, Call.Handler handler) {}

    private final Router<Guarded> router = new Router<>();

    /**
     * @param path below the project, e.g. {@code /instances/{id}}
     * @param rule name of a policy rule, e.g. {@code instance:show}
     */
    Routes on(String method, String path, String rule, Call.Handler handler) {
        router.on(method, PROJECT + path, new Guarded(rule, handler));
        return this;
    }

    /** Of the management tree. */
    Routes manage(String method, String path, Call.Handler handler) {
        return on(method, "/mgmt" + path, Policy.MANAGEMENT, handler);
    }

    /** Rules of all routes. */
    Set<String> rules() {
        return router.handlers().stream().map(Guarded::rule).collect(Collectors.toSet());
    }

    Router<Guarded> router() {
        return router;
    }

    List<String> all() {
        return router.routes();
    }
}
