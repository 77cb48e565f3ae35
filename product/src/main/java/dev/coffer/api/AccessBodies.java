package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.model.Network;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** {@code access} in request bodies: who may connect. */
final class AccessBodies {
    private AccessBodies() {}

    /** What the schema let through; 400 for an address that looks like one and is none. */
    static Access parse(JsonNode access) {
        JsonNode isPublic = access.path("is_public");
        List<String> cidrs = access.path("allowed_cidrs")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        for (String cidr : cidrs) {
            if (Network.of(cidr).isEmpty()) {
                throw Fault.badRequest(
                        "Validation error: access['allowed_cidrs'] %s is no IPv4 network; write one such as 10.0.0.0/8"
                                .formatted(Python.quote(cidr)));
            }
        }
        return new Access(isPublic.isBoolean() ? isPublic.booleanValue() : null, cidrs);
    }

    /**
     * Refuses a promise that nobody keeps.
     *
     * @param obstacle why access cannot be restricted here
     */
    static void requireEnforceable(Access access, Optional<String> obstacle) {
        boolean wanted = access.opensPublicAddress() || access.isRestricted();
        if (wanted && obstacle.isPresent()) {
            throw Fault.badRequest(obstacle.get() + " Leave is_public false and allowed_cidrs out.");
        }
    }
}
