package dev.coffer.api;

import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.Engine;
import dev.coffer.engine.NameRules;
import dev.coffer.engine.UserSpec;
import dev.coffer.fault.Fault;
import dev.coffer.model.DatastoreVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Databases and users in request bodies, and the rules of the engine for them. */
final class AccountBodies {
    static final String ANY_HOST = "%";

    private AccountBodies() {}

    /** The items of a list; a single object, as openstacksdk sends it, is a list of one. */
    private static Stream<JsonNode> items(JsonNode node) {
        return node.isObject() ? Stream.of(node) : node.valueStream();
    }

    static List<DatabaseSpec> databases(JsonNode list) {
        return items(list)
                .map(item -> new DatabaseSpec(
                        item.path("name").stringValue(), text(item, "character_set"), text(item, "collate")))
                .toList();
    }

    static List<UserSpec> users(JsonNode list) {
        return items(list)
                .map(item -> new UserSpec(
                        item.path("name").stringValue(),
                        UserKey.host(item.path("host").asString(ANY_HOST)),
                        item.path("password").stringValue(),
                        names(item.path("databases")),
                        rules(item.path("access_rules"))))
                .toList();
    }

    static List<String> rules(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }

    /** What bodies of databases and users take for granted of their datastore. */
    static void requireSupport(
            Context context, DatastoreVersion version, List<DatabaseSpec> databases, List<UserSpec> users) {
        if (!users.isEmpty()) {
            context.requireCapability(version, Engine.Capability.USERS);
        }
        boolean named = users.stream().anyMatch(user -> !user.databases().isEmpty());
        if (named || !databases.isEmpty()) {
            context.requireCapability(version, Engine.Capability.DATABASES);
        }
        if (users.stream().anyMatch(user -> !user.rules().isEmpty())) {
            context.requireCapability(version, Engine.Capability.ACCESS_RULES);
        }
    }

    static List<String> names(JsonNode list) {
        return items(list)
                .map(item -> item.path("name").stringValue())
                .distinct()
                .toList();
    }

    static @Nullable String text(JsonNode node, String name) {
        return node.path(name).stringValueOpt().orElse(null);
    }

    static void checkDatabases(Optional<NameRules> rules, List<DatabaseSpec> databases) {
        rules.ifPresent(known -> databases.forEach(database -> {
            refuse(known.problemWithDatabase(database.name()));
            if (database.characterSet() != null || database.collation() != null) {
                refuse(known.problemWithCharset(orEmpty(database.characterSet()), orEmpty(database.collation())));
            }
        }));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    static void checkUsers(Optional<NameRules> rules, List<UserSpec> users) {
        rules.ifPresent(known -> users.forEach(user -> {
            refuse(known.problemWithUser(user.name()));
            refuse(known.problemWithHost(user.host()));
            refuse(known.problemWithPassword(user.password()));
            refuse(known.problemWithRules(user.rules()));
            user.databases().forEach(name -> refuse(known.problemWithDatabase(name)));
        }));
    }

    static void refuse(Optional<String> problem) {
        problem.ifPresent(sentence -> {
            throw Fault.badRequest(sentence);
        });
    }
}
