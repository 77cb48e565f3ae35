package dev.coffer.api;

import static dev.coffer.api.Schema.any;
import static dev.coffer.api.Schema.anyOf;
import static dev.coffer.api.Schema.bool;
import static dev.coffer.api.Schema.integer;
import static dev.coffer.api.Schema.list;
import static dev.coffer.api.Schema.notEmpty;
import static dev.coffer.api.Schema.nothing;
import static dev.coffer.api.Schema.object;
import static dev.coffer.api.Schema.oneOf;
import static dev.coffer.api.Schema.secret;
import static dev.coffer.api.Schema.text;
import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The forms of request bodies, as Trove checks them, with what its clients get wrong let through. */
final class Schemas {
    private static final int LONGEST = 65_535;
    private static final Pattern SAYS_SOMETHING = Pattern.compile("^.*[0-9a-zA-Z]+.*$");
    private static final Pattern UUID =
            Pattern.compile("^([0-9a-fA-F]){8}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){4}-([0-9a-fA-F]){12}$");
    private static final Pattern CIDR =
            Pattern.compile("^([0-9]{1,3}\\.){3}[0-9]{1,3}(\\/([0-9]|[1-2][0-9]|3[0-2]))?$");
    private static final Pattern HOST = Pattern.compile("^[%]?[\\w(-).]*[%]?$");
    private static final Pattern POSITIVE = Pattern.compile("^0*[1-9]+[0-9]*$");

    static final Schema WORD = text(1, 255, SAYS_SOMETHING);
    private static final Schema TEXT = text(0, LONGEST);
    private static final Schema NAME = text(1, LONGEST);
    static final Schema ID = text(1, 64, UUID);

    private static final Schema DATABASE_NAME = object(Map.of("name", NAME), Set.of("name"), true);
    private static final Schema DATABASE = object(
            Map.of("name", NAME, "character_set", anyOf(NAME, nothing()), "collate", anyOf(NAME, nothing())),
            Set.of("name"),
            true);
    private static final Schema RULES = list(text(1, 256), 100, false);
    private static final Schema USER = object(
            Map.of(
                    "name",
                    NAME,
                    "password",
                    secret(),
                    "host",
                    text(1, 255, HOST),
                    "databases",
                    list(DATABASE_NAME, 1000, false),
                    "access_rules",
                    RULES),
            Set.of("name", "password"),
            true);
    private static final Schema ACCESS =
            object(Map.of("is_public", bool(), "allowed_cidrs", list(text(1, 64, CIDR), 1000, true)), Set.of(), true);
    private static final Schema SIZE = anyOf(integer(1, Long.MAX_VALUE), text(0, 40, POSITIVE));
    static final Schema VOLUME =
            object(Map.of("size", SIZE, "type", anyOf(text(1, 255), nothing())), Set.of("size"), true);
    private static final Schema DATASTORE = object(
            Map.of(
                    "type",
                    anyOf(text(1, 255), nothing()),
                    "version",
                    anyOf(text(1, 255), nothing()),
                    "version_number",
                    anyOf(TEXT, nothing())),
            Set.of(),
            true);

    private static final Schema FLAVOR = anyOf(text(1, LONGEST, SAYS_SOMETHING), integer(0, Long.MAX_VALUE));

    static final Schema CREATE_INSTANCE = envelope(
            "instance",
            object(
                    Map.ofEntries(
                            entry("name", WORD),
                            entry("flavorRef", FLAVOR),
                            entry("volume", VOLUME),
                            entry("datastore", DATASTORE),
                            entry("databases", list(DATABASE, 1000, false)),
                            entry("users", list(USER, 1000, false)),
                            entry("configuration", anyOf(TEXT, nothing())),
                            entry("restorePoint", object(Map.of("backupRef", ID), Set.of("backupRef"), true)),
                            entry("replica_of", anyOf(NAME, nothing())),
                            entry("slave_of", anyOf(NAME, nothing())),
                            entry("replica_count", integer(1, 3)),
                            entry("availability_zone", WORD),
                            entry("region_name", TEXT),
                            entry("nics", list(object(Map.of(), Set.of(), true), 1, false)),
                            entry(
                                    "locality",
                                    Schema.oneOf("affinity", "soft-affinity", "anti-affinity", "soft-anti-affinity")),
                            entry("modules", list(object(Map.of("id", TEXT), Set.of("id"), true), 100, false)),
                            entry("access", ACCESS)),
                    Set.of("name"),
                    true));

    static final Schema UPDATE_INSTANCE = envelope(
            "instance",
            object(
                    Map.of(
                            "name",
                            WORD,
                            "configuration",
                            anyOf(TEXT, nothing()),
                            "replica_of",
                            any(),
                            "slave_of",
                            any(),
                            "datastore_version",
                            text(1, 255),
                            "access",
                            ACCESS),
                    Set.of(),
                    false));

    private static final Schema NUMBER =
            anyOf(integer(Long.MIN_VALUE, Long.MAX_VALUE), text(1, 40, Pattern.compile("^-?[0-9]+$")));
    private static final Map<String, Schema> CONFIGURATION = Map.of(
            "name",
            WORD,
            "description",
            anyOf(TEXT, nothing()),
            "values",
            object(Map.of(), Set.of(), true),
            "datastore",
            DATASTORE);
    private static final Map<String, Schema> PARAMETER = Map.of(
            "name",
            text(1, 128, Pattern.compile("^[A-Za-z][A-Za-z0-9_.-]*$")),
            "data_type",
            oneOf("integer", "string", "boolean", "float"),
            "restart_required",
            anyOf(integer(0, 1), bool()),
            "min_size",
            anyOf(NUMBER, nothing()),
            "max_size",
            anyOf(NUMBER, nothing()));

    static final Schema CREATE_CONFIGURATION =
            envelope("configuration", object(CONFIGURATION, Set.of("name", "values"), true));
    static final Schema UPDATE_CONFIGURATION = envelope("configuration", object(CONFIGURATION, Set.of(), true));
    static final Schema CREATE_PARAMETER = envelope(
            "configuration-parameter", object(PARAMETER, Set.of("name", "data_type", "restart_required"), true));
    static final Schema UPDATE_PARAMETER =
            envelope("configuration-parameter", object(PARAMETER, Set.of("data_type", "restart_required"), true));

    static final Schema ACTION = object(Map.of(), Set.of(), true);
    static final Schema RESIZE =
            envelope("resize", object(Map.of("flavorRef", FLAVOR, "volume", Schemas::sizeOrVolume), Set.of(), false));

    static final Schema CREATE_USERS = envelope("users", anyListOf(USER));
    static final Schema CREATE_DATABASES = envelope("databases", anyListOf(DATABASE));
    static final Schema CREATE_DATABASE = envelope("database", DATABASE);
    static final Schema GRANT = envelope("databases", list(DATABASE_NAME, 1000, false));
    static final Schema UPDATE_USER = envelope(
            "user",
            notEmpty(object(
                    Map.of("name", NAME, "password", secret(), "host", text(1, 255, HOST), "access_rules", RULES),
                    Set.of(),
                    false)));

    private static final Schema SWITCH = anyOf(integer(0, 1), bool(), nothing());
    static final Schema LOG_ACTION = object(
            Map.of("name", text(1, 255), "enable", SWITCH, "disable", SWITCH, "publish", SWITCH, "discard", SWITCH),
            Set.of("name"),
            true);
    static final Schema TLS_ACTION = envelope(
            "ssl",
            object(
                    Map.of(
                            "enable",
                            bool(),
                            "disable",
                            bool(),
                            "rollback",
                            bool(),
                            "mode",
                            Schema.oneOf("basic", "enforced", "mtls"),
                            "container_ref",
                            text(1, 1024),
                            "password_ref",
                            text(1, 1024)),
                    Set.of(),
                    true));

    static final Schema ENABLE_ROOT = object(Map.of("password", Schemas::optionalPassword), Set.of(), true);

    private Schemas() {}

    private static void optionalPassword(JsonNode value, String path, List<Schema.Problem> problems) {
        if (!value.isString() && !value.isNull()) {
            problems.add(new Schema.Problem(path, "is not of type 'string'"));
        }
    }

    /** The object, or the number that openstacksdk sends. */
    private static void sizeOrVolume(JsonNode value, String path, List<Schema.Problem> problems) {
        (value.isObject() ? VOLUME : SIZE).check(value, path, problems);
    }

    static Schema envelope(String name, Schema content) {
        return object(Map.of(name, content), Set.of(name), true);
    }

    /** A list, or the single object that openstacksdk sends. */
    private static Schema anyListOf(Schema item) {
        Schema list = list(item, 1000, false);
        return (value, path, problems) -> (value.isObject() ? item : list).check(value, path, problems);
    }
}
