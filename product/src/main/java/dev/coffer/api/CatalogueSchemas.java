package dev.coffer.api;

import static dev.coffer.api.Schema.anyOf;
import static dev.coffer.api.Schema.bool;
import static dev.coffer.api.Schema.integer;
import static dev.coffer.api.Schema.list;
import static dev.coffer.api.Schema.object;
import static dev.coffer.api.Schema.oneOf;
import static dev.coffer.api.Schema.text;
import static dev.coffer.api.Schemas.ID;
import static dev.coffer.api.Schemas.VOLUME;
import static dev.coffer.api.Schemas.WORD;
import static dev.coffer.api.Schemas.envelope;
import static java.util.Map.entry;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The forms of what is sent about datastore versions, modules, backups and clusters. */
final class CatalogueSchemas {
    private static final Schema FLAG = integer(0, 1);
    private static final int LONGEST_CONTENTS = 65_536;
    private static final Pattern SAYS_SOMETHING = Pattern.compile("^.*[0-9a-zA-Z]+.*$");
    private static final Schema NAME = (value, path, problems) -> {
        WORD.check(value, path, problems);
        if (value.isString() && value.stringValue().chars().anyMatch(Character::isISOControl)) {
            problems.add(new Schema.Problem(path, "contains a control character"));
        }
    };
    private static final Schema TAGS = list(text(1, 20, SAYS_SOMETHING), 5, true);
    private static final Schema PACKAGES = list(WORD, 1000, true);

    static final Schema CREATE_VERSION = envelope(
            "version",
            object(
                    Map.ofEntries(
                            entry("name", NAME),
                            entry("datastore_name", NAME),
                            entry("datastore_manager", WORD),
                            entry("packages", PACKAGES),
                            entry("image", WORD),
                            entry("image_tags", TAGS),
                            entry("registry_ext", WORD),
                            entry("repl_strategy", WORD),
                            entry("active", bool()),
                            entry("default", bool()),
                            entry("version", WORD)),
                    new LinkedHashSet<>(List.of("name", "datastore_name", "datastore_manager", "active")),
                    false));

    static final Schema UPDATE_VERSION = object(
            Map.of(
                    "name",
                    NAME,
                    "datastore_manager",
                    WORD,
                    "packages",
                    PACKAGES,
                    "image",
                    WORD,
                    "image_tags",
                    TAGS,
                    "registry_ext",
                    WORD,
                    "repl_strategy",
                    WORD,
                    "active",
                    bool(),
                    "default",
                    bool()),
            Set.of(),
            false);

    private static final Map<String, Schema> MODULE = Map.ofEntries(
            entry("name", NAME),
            entry("module_type", WORD),
            entry("type", WORD),
            entry("contents", CatalogueSchemas::contents),
            entry("description", WORD),
            entry("datastore", object(Map.of("type", WORD, "version", WORD), Set.of(), true)),
            entry("auto_apply", FLAG),
            entry("all_tenants", FLAG),
            entry("all_datastores", FLAG),
            entry("all_datastore_versions", FLAG),
            entry("visible", FLAG),
            entry("live_update", FLAG),
            entry("priority_apply", FLAG),
            entry("apply_order", integer(0, 9)),
            entry("full_access", FLAG));
    private static final Schema MODULE_LIST = list(object(Map.of("id", ID), Set.of("id"), true), 100, false);

    static final Schema CREATE_MODULE =
            envelope("module", object(MODULE, Set.of("name", "module_type", "contents"), true));
    static final Schema UPDATE_MODULE = envelope("module", object(MODULE, Set.of(), true));
    static final Schema APPLY_MODULES = object(Map.of("modules", MODULE_LIST), Set.of(), true);
    static final Schema REAPPLY_MODULE = envelope(
            "reapply",
            object(
                    Map.of(
                            "md5",
                            text(1, 32),
                            "include_clustered",
                            FLAG,
                            "batch_size",
                            integer(1, 1000),
                            "batch_delay",
                            integer(0, 3600),
                            "force",
                            FLAG),
                    Set.of(),
                    true));

    private static final Schema RESTORE_FROM = object(
            Map.of("remote_location", WORD, "local_datastore_version_id", ID, "size", CatalogueSchemas::number),
            new LinkedHashSet<>(List.of("remote_location", "local_datastore_version_id", "size")),
            true);
    static final Schema CREATE_BACKUP = envelope(
            "backup",
            object(
                    Map.of(
                            "name",
                            WORD,
                            "instance",
                            ID,
                            "description",
                            WORD,
                            "parent_id",
                            ID,
                            "incremental",
                            FLAG,
                            "swift_container",
                            WORD,
                            "storage_driver",
                            oneOf("swift", "cinder"),
                            "restore_from",
                            RESTORE_FROM),
                    Set.of("name"),
                    true));
    static final Schema CREATE_STRATEGY = envelope(
            "backup_strategy",
            object(Map.of("instance_id", ID, "swift_container", WORD), Set.of("swift_container"), false));

    private static final Schema FLAVOR = anyOf(WORD, integer(0, Long.MAX_VALUE));
    private static final Map<String, Schema> MEMBER = Map.of(
            "name",
            WORD,
            "flavorRef",
            FLAVOR,
            "volume",
            VOLUME,
            "nics",
            list(object(Map.of(), Set.of(), true), 100, false),
            "availability_zone",
            WORD,
            "modules",
            MODULE_LIST,
            "related_to",
            WORD,
            "type",
            WORD,
            "region_name",
            WORD);
    private static final Schema MEMBERS = list(object(MEMBER, Set.of("flavorRef"), true), 100, false);
    static final Schema CREATE_CLUSTER = envelope(
            "cluster",
            object(
                    Map.of(
                            "name",
                            WORD,
                            "datastore",
                            object(Map.of("type", WORD, "version", WORD), Set.of("type", "version"), true),
                            "instances",
                            MEMBERS,
                            "locality",
                            WORD,
                            "extended_properties",
                            object(Map.of(), Set.of(), true)),
                    Set.of("name", "datastore", "instances"),
                    true));

    private static final Schema NOTHING_MORE = object(Map.of(), Set.of(), true);

    /** What can be done to a cluster. */
    static final Map<String, Schema> CLUSTER_ACTIONS = Map.of(
            "grow",
            MEMBERS,
            "shrink",
            MODULE_LIST,
            "upgrade",
            object(Map.of("datastore_version", WORD), Set.of("datastore_version"), true),
            "restart",
            NOTHING_MORE,
            "reset-status",
            NOTHING_MORE,
            "configuration_attach",
            object(Map.of("configuration_id", WORD), Set.of("configuration_id"), true),
            "configuration_detach",
            NOTHING_MORE);

    private CatalogueSchemas() {}

    /** Not repeated in a message: they may hold a licence or a password. */
    private static void contents(JsonNode value, String path, List<Schema.Problem> problems) {
        if (!value.isString()) {
            problems.add(new Schema.Problem(path, "is not of type 'string'"));
        } else if (value.stringValue().isEmpty()) {
            problems.add(new Schema.Problem(path, "should be non-empty"));
        } else if (value.stringValue().length() > LONGEST_CONTENTS) {
            problems.add(new Schema.Problem(path, "is too long; %d characters fit".formatted(LONGEST_CONTENTS)));
        }
    }

    private static void number(JsonNode value, String path, List<Schema.Problem> problems) {
        if (!value.isNumber()) {
            problems.add(new Schema.Problem(path, Python.repr(value) + " is not of type 'number'"));
        }
    }
}
