package dev.coffer.model;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something that is applied to instances beside their engine. Its contents may hold a licence or a password and are no part of it.
 *
 * @param projectId null for one of all projects
 * @param datastoreId null when it fits any datastore
 * @param datastoreVersionId null when it fits any version
 * @param md5 of the contents as they were sent
 */
public record GuestModule(
        String id,
        @Nullable String projectId,
        String name,
        ModuleType type,
        @Nullable String description,
        @Nullable String datastoreId,
        @Nullable String datastoreVersionId,
        Rules rules,
        String md5,
        Instant created,
        Instant updated) {
    /** In which order several modules are applied. */
    public static final Comparator<GuestModule> ORDER = Comparator.comparing(
                    (GuestModule module) -> !module.rules().priorityApply())
            .thenComparing(module -> module.rules().applyOrder())
            .thenComparing(GuestModule::created)
            .thenComparing(GuestModule::id);

    /**
     * @param autoApply to every new instance it fits
     * @param visible for others than administrators
     * @param liveUpdate whether it may be changed or deleted while instances have it
     * @param priorityApply before all that have not
     * @param applyOrder 0 is applied first, 9 last
     * @param isAdmin whether only administrators may change it
     */
    public record Rules(
            boolean autoApply,
            boolean visible,
            boolean liveUpdate,
            boolean priorityApply,
            int applyOrder,
            boolean isAdmin) {}

    /** Whether it can be applied to an instance of this version. */
    public boolean fits(DatastoreVersion version) {
        return (datastoreId == null || datastoreId.equals(version.datastoreId()))
                && (datastoreVersionId == null || datastoreVersionId.equals(version.id()));
    }

    /** Whether its contents are for administrators only. */
    public boolean isConfidential() {
        return projectId == null || rules.autoApply() || !rules.visible();
    }
}
