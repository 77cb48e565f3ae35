package dev.coffer.store;

import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.GuestModule;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.InstanceModuleRow;
import dev.coffer.store.Tables.ModuleRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.ResultQuery;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Modules, with their contents under seal. */
public final class Modules {
    private static final Recipe APPLIED_UNASKED =
            sql -> select(sql, ofProject("").and(ModuleRow.AUTO_APPLY.isTrue()));

    private final DSLContext sql;
    private final Session session;
    private final Seal seal;

    Modules(Session session) {
        this.session = session;
        sql = session.sql();
        seal = session.seal();
    }

    public void insert(GuestModule module, String contents) {
        sql.insertInto(ModuleRow.TABLE)
                .set(ModuleRow.ID, module.id())
                .set(ModuleRow.CREATED, module.created())
                .set(ModuleRow.CONTENTS, seal.close().apply(contents))
                .set(values(module))
                .execute();
    }

    /** @param contents empty to keep what there is */
    public void update(GuestModule module, Optional<String> contents) {
        Map<Field<?>, @Nullable Object> values = values(module);
        contents.ifPresent(text -> values.put(ModuleRow.CONTENTS, seal.close().apply(text)));
        sql.update(ModuleRow.TABLE)
                .set(values)
                .where(ModuleRow.ID.eq(module.id()))
                .execute();
    }

    private static Map<Field<?>, @Nullable Object> values(GuestModule module) {
        Map<Field<?>, @Nullable Object> values = new LinkedHashMap<>();
        values.put(ModuleRow.PROJECT_ID, module.projectId());
        values.put(ModuleRow.NAME, module.name());
        values.put(ModuleRow.TYPE, module.type());
        values.put(ModuleRow.DESCRIPTION, module.description());
        values.put(ModuleRow.DATASTORE_ID, module.datastoreId());
        values.put(ModuleRow.DATASTORE_VERSION_ID, module.datastoreVersionId());
        values.put(ModuleRow.AUTO_APPLY, module.rules().autoApply());
        values.put(ModuleRow.VISIBLE, module.rules().visible());
        values.put(ModuleRow.LIVE_UPDATE, module.rules().liveUpdate());
        values.put(ModuleRow.PRIORITY_APPLY, module.rules().priorityApply());
        values.put(ModuleRow.APPLY_ORDER, module.rules().applyOrder());
        values.put(ModuleRow.IS_ADMIN, module.rules().isAdmin());
        values.put(ModuleRow.MD5, module.md5());
        values.put(ModuleRow.UPDATED, module.updated());
        return values;
    }

    public Optional<GuestModule> find(String id) {
        return where(ModuleRow.ID.eq(id)).stream().findFirst();
    }

    /** As they were sent. */
    public Optional<String> contents(String id) {
        return sql.select(ModuleRow.CONTENTS)
                .from(ModuleRow.TABLE)
                .where(ModuleRow.ID.eq(id))
                .fetchOptional(ModuleRow.CONTENTS)
                .map(seal.open());
    }

    /** All, by name. */
    public List<GuestModule> all() {
        return where(DSL.noCondition());
    }

    /** Those a project may see, by name. */
    public List<GuestModule> visibleTo(String projectId) {
        return where(ofProject(projectId).and(ModuleRow.VISIBLE.isTrue()));
    }

    /** Those that a new instance of the project gets unasked. */
    public List<GuestModule> appliedUnasked(String projectId, DatastoreVersion version) {
        return session.fetch(APPLIED_UNASKED, projectId).stream()
                .map(Modules::module)
                .filter(module -> module.fits(version))
                .toList();
    }

    /** Whether another one has this one's name, type, project, datastore and version. */
    public boolean hasTwin(GuestModule module) {
        return sql.fetchExists(
                ModuleRow.TABLE,
                ModuleRow.NAME.eq(module.name()),
                ModuleRow.TYPE.eq(module.type()),
                same(ModuleRow.PROJECT_ID, module.projectId()),
                same(ModuleRow.DATASTORE_ID, module.datastoreId()),
                same(ModuleRow.DATASTORE_VERSION_ID, module.datastoreVersionId()),
                ModuleRow.ID.ne(module.id()));
    }

    private static Condition same(Field<String> field, @Nullable String value) {
        return value == null ? field.isNull() : field.eq(value);
    }

    public boolean existFor(String datastoreId) {
        return sql.fetchExists(ModuleRow.TABLE, ModuleRow.DATASTORE_ID.eq(datastoreId));
    }

    /** Also what is known of instances that have it. */
    public void delete(String id) {
        sql.deleteFrom(InstanceModuleRow.TABLE)
                .where(InstanceModuleRow.MODULE_ID.eq(id))
                .execute();
        sql.deleteFrom(ModuleRow.TABLE).where(ModuleRow.ID.eq(id)).execute();
    }

    private static Condition ofProject(String projectId) {
        return ModuleRow.PROJECT_ID.isNull().or(ModuleRow.PROJECT_ID.eq(projectId));
    }

    private List<GuestModule> where(Condition condition) {
        return select(sql, condition).fetch(Modules::module);
    }

    private static ResultQuery<Record> select(DSLContext sql, Condition condition) {
        return sql.select(ModuleRow.TABLE.fields())
                .from(ModuleRow.TABLE)
                .where(condition)
                .orderBy(ModuleRow.NAME, ModuleRow.ID);
    }

    private static GuestModule module(Record row) {
        return new GuestModule(
                row.get(ModuleRow.ID),
                row.get(ModuleRow.PROJECT_ID),
                row.get(ModuleRow.NAME),
                row.get(ModuleRow.TYPE),
                row.get(ModuleRow.DESCRIPTION),
                row.get(ModuleRow.DATASTORE_ID),
                row.get(ModuleRow.DATASTORE_VERSION_ID),
                new GuestModule.Rules(
                        row.get(ModuleRow.AUTO_APPLY),
                        row.get(ModuleRow.VISIBLE),
                        row.get(ModuleRow.LIVE_UPDATE),
                        row.get(ModuleRow.PRIORITY_APPLY),
                        row.get(ModuleRow.APPLY_ORDER),
                        row.get(ModuleRow.IS_ADMIN)),
                row.get(ModuleRow.MD5),
                row.get(ModuleRow.CREATED),
                row.get(ModuleRow.UPDATED));
    }
}
