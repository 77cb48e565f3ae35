package dev.coffer.api;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.GuestModule;
import dev.coffer.model.ModuleType;
import dev.coffer.store.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a body says of a module: a new one, or changes of one. */
record ModuleBody(JsonNode body, Caller caller) {

    private record Fit(
            @Nullable String datastoreId, @Nullable String versionId) {}

    GuestModule created(Tx tx, Instant now) {
        ModuleType type = type(body.path("module_type").stringValue());
        String projectId = flag("all_tenants", false) ? null : caller.projectId();
        GuestModule.Rules rules = new GuestModule.Rules(
                flag("auto_apply", false),
                flag("visible", true),
                flag("live_update", false),
                flag("priority_apply", false),
                body.path("apply_order").asInt(5),
                caller.isAdmin() && !flag("full_access", false));
        requireMayHave("create", projectId, rules, fullAccess());
        JsonNode datastore = body.path("datastore");
        Fit fit = fit(tx, text(datastore, "type"), text(datastore, "version"));
        return new GuestModule(
                UUID.randomUUID().toString(),
                projectId,
                body.path("name").stringValue(),
                type,
                text(body, "description").orElse(null),
                fit.datastoreId(),
                fit.versionId(),
                rules,
                md5(body.path("contents").stringValue()),
                now,
                now);
    }

    GuestModule changed(Tx tx, GuestModule old, Instant now) {
        if (old.rules().isAdmin() && !caller.isAdmin()) {
            throw Fault.forbidden(
                    "You must be admin to update a module with these options. (Module is an admin module)");
        }
        Optional<String> type = text(body, "module_type").or(() -> text(body, "type"));
        String projectId =
                body.has("all_tenants") ? (flag("all_tenants", false) ? null : caller.projectId()) : old.projectId();
        GuestModule.Rules rules = new GuestModule.Rules(
                flag("auto_apply", old.rules().autoApply()),
                flag("visible", old.rules().visible()),
                flag("live_update", old.rules().liveUpdate()),
                flag("priority_apply", old.rules().priorityApply()),
                body.path("apply_order").asInt(old.rules().applyOrder()),
                old.rules().isAdmin());
        boolean privileged = requireMayHave("update", projectId, rules, fullAccess());
        boolean isAdmin = fullAccess().map(full -> !full).orElse(old.rules().isAdmin() || privileged);
        Fit fit = changedFit(tx, old);
        return new GuestModule(
                old.id(),
                projectId,
                text(body, "name").orElse(old.name()),
                type.map(ModuleBody::type).orElse(old.type()),
                text(body, "description").orElse(old.description()),
                fit.datastoreId(),
                fit.versionId(),
                new GuestModule.Rules(
                        rules.autoApply(),
                        rules.visible(),
                        rules.liveUpdate(),
                        rules.priorityApply(),
                        rules.applyOrder(),
                        isAdmin),
                contents().map(ModuleBody::md5).orElse(old.md5()),
                old.created(),
                now);
    }

    Optional<String> contents() {
        return text(body, "contents");
    }

    private Fit changedFit(Tx tx, GuestModule old) {
        Optional<String> datastore = text(body.path("datastore"), "type");
        Optional<String> version = text(body.path("datastore"), "version");
        if (body.has("all_datastores") && datastore.isPresent()) {
            throw invalid("You cannot set a datastore and specify --all_datastores");
        }
        if (body.has("all_datastore_versions") && version.isPresent()) {
            throw invalid("You cannot set a datastore version and specify --all_datastore_versions");
        }
        Optional<String> wantedDatastore = flag("all_datastores", false)
                ? Optional.empty()
                : datastore.or(() -> Optional.ofNullable(old.datastoreId()));
        boolean everyVersion =
                flag("all_datastore_versions", false) || flag("all_datastores", false) || datastore.isPresent();
        Optional<String> wantedVersion =
                version.or(() -> everyVersion ? Optional.empty() : Optional.ofNullable(old.datastoreVersionId()));
        return fit(tx, wantedDatastore, wantedVersion);
    }

    private static Fault invalid(String reason) {
        return Fault.badRequest("The module is invalid: " + reason);
    }

    private static Fit fit(Tx tx, Optional<String> datastoreName, Optional<String> versionName) {
        if (datastoreName.isEmpty()) {
            if (versionName.isPresent()) {
                throw Fault.badRequest(
                        "Datastore version '%s' needs its datastore; give both.".formatted(versionName.get()));
            }
            return new Fit(null, null);
        }
        Datastore datastore = tx.datastores()
                .find(datastoreName.get())
                .orElseThrow(() -> DatastoresResource.unknownDatastore(datastoreName.get()));
        if (versionName.isEmpty()) {
            return new Fit(datastore.id(), null);
        }
        DatastoreVersion version = DatastoresResource.only(tx, datastore, versionName.get());
        return new Fit(datastore.id(), version.id());
    }

    /** Whether it has something that only administrators may give. */
    private boolean requireMayHave(
            String action, @Nullable String projectId, GuestModule.Rules rules, Optional<Boolean> fullAccess) {
        List<String> options = new ArrayList<>(options(projectId, rules));
        if (fullAccess.orElse(false) && !options.isEmpty()) {
            throw Fault.badRequest("Cannot make module full access: (%s)".formatted(String.join(", ", options)));
        }
        fullAccess.ifPresent(full -> options.add("Full Access: " + (full ? 1 : 0)));
        requireAdmin(caller, action, options);
        return !options.isEmpty();
    }

    private static List<String> options(@Nullable String projectId, GuestModule.Rules rules) {
        List<String> options = new ArrayList<>();
        if (projectId == null) {
            options.add("Tenant: all");
        }
        if (rules.autoApply()) {
            options.add("Auto: 1");
        }
        if (!rules.visible()) {
            options.add("Visible: 0");
        }
        if (rules.priorityApply()) {
            options.add("Priority: 1");
        }
        return options;
    }

    /** Who may not give it these options may not take it away either. */
    static void requireMayDelete(Caller caller, GuestModule module) {
        requireAdmin(caller, "delete", options(module.projectId(), module.rules()));
    }

    private static void requireAdmin(Caller caller, String action, List<String> options) {
        if (!caller.isAdmin() && !options.isEmpty()) {
            throw Fault.forbidden("You must be admin to %s a module with these options. (%s)"
                    .formatted(action, String.join(", ", options)));
        }
    }

    private Optional<Boolean> fullAccess() {
        return body.has("full_access") ? Optional.of(flag("full_access", false)) : Optional.empty();
    }

    private boolean flag(String name, boolean otherwise) {
        return body.has(name) ? body.path(name).intValue() == 1 : otherwise;
    }

    private static Optional<String> text(JsonNode node, String name) {
        return node.path(name).stringValueOpt();
    }

    private static ModuleType type(String word) {
        return ModuleType.of(word).orElseThrow(() -> Fault.notFound("Module type '%s' was not found.".formatted(word)));
    }

    /** Of the text that was sent, as Trove's is. */
    private static String md5(String contents) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(contents.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no MD5.", e);
        }
    }
}
