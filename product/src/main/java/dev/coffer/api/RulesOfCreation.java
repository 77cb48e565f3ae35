package dev.coffer.api;

import dev.coffer.policy.Policy;
import tools.jackson.databind.JsonNode;

/** Rules that a caller must pass for what is done to a new instance at once, as if it were done later. */
final class RulesOfCreation {
    private RulesOfCreation() {}

    /** @param body of a request to create an instance */
    static void require(Policy policy, Call call, JsonNode body) {
        JsonNode instance = body.path("instance");
        if (!instance.path("configuration").asString("").isEmpty()) {
            require(policy, call, "instance:update");
        }
        if (!instance.path("modules").isEmpty()) {
            require(policy, call, "instance:module_apply");
        }
        if (!instance.path("users").isEmpty()) {
            require(policy, call, "instance:extension:user:create");
        }
        if (!instance.path("databases").isEmpty()) {
            require(policy, call, "instance:extension:database:create");
        }
    }

    private static void require(Policy policy, Call call, String rule) {
        policy.require(rule, call.caller(), call.caller().projectId());
    }
}
