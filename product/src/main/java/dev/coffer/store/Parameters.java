package dev.coffer.store;

import dev.coffer.model.Parameter;
import dev.coffer.model.ParameterSet;
import dev.coffer.store.Tables.ParameterRow;
import dev.coffer.store.Tables.ParameterSourceRow;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.InsertSetMoreStep;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** What can be set on the servers of datastore versions: what their images say, and over that what operators say. */
public final class Parameters {
    /** Who says so; of two rows the operator's counts. */
    enum Origin {
        ENGINE,
        OPERATOR
    }

    private final DSLContext sql;

    Parameters(Session session) {
        sql = session.sql();
    }

    /** What the version's parameters were read from; empty when they never were. */
    public Optional<String> source(String versionId) {
        return sql.select(ParameterSourceRow.SOURCE)
                .from(ParameterSourceRow.TABLE)
                .where(ParameterSourceRow.VERSION_ID.eq(versionId))
                .fetchOptional(ParameterSourceRow.SOURCE);
    }

    /** Replaces what the version's image said before. */
    public void replace(String versionId, ParameterSet set) {
        sql.deleteFrom(ParameterSourceRow.TABLE)
                .where(ParameterSourceRow.VERSION_ID.eq(versionId))
                .execute();
        sql.insertInto(ParameterSourceRow.TABLE)
                .set(ParameterSourceRow.VERSION_ID, versionId)
                .set(ParameterSourceRow.SOURCE, set.source())
                .execute();
        sql.deleteFrom(ParameterRow.TABLE)
                .where(ParameterRow.VERSION_ID.eq(versionId))
                .and(ParameterRow.ORIGIN.eq(Origin.ENGINE))
                .execute();
        sql.batch(set.parameters().stream()
                        .map(parameter -> row(versionId, parameter, Origin.ENGINE, false))
                        .toList())
                .execute();
    }

    /** What an operator says of a parameter. */
    public void put(String versionId, Parameter parameter) {
        override(versionId, parameter, false);
    }

    /** From now on it cannot be set. */
    public void hide(String versionId, Parameter parameter) {
        override(versionId, parameter, true);
    }

    private void override(String versionId, Parameter parameter, boolean hidden) {
        sql.deleteFrom(ParameterRow.TABLE)
                .where(ParameterRow.VERSION_ID.eq(versionId))
                .and(ParameterRow.NAME.eq(parameter.name()))
                .and(ParameterRow.ORIGIN.eq(Origin.OPERATOR))
                .execute();
        row(versionId, parameter, Origin.OPERATOR, hidden).execute();
    }

    /** Whether anything is known that can be set. */
    public boolean any(String versionId) {
        return sql.fetchExists(
                ParameterRow.TABLE, ParameterRow.VERSION_ID.eq(versionId).and(ParameterRow.HIDDEN.isFalse()));
    }

    /** By name. */
    public List<Parameter> all(String versionId) {
        return List.copyOf(where(versionId, DSL.noCondition()).values());
    }

    public Optional<Parameter> find(String versionId, String name) {
        return Optional.ofNullable(find(versionId, List.of(name)).get(name));
    }

    /** Those of these names that can be set, by name. */
    public Map<String, Parameter> find(String versionId, Collection<String> names) {
        return where(versionId, ParameterRow.NAME.in(names));
    }

    private Map<String, Parameter> where(String versionId, Condition condition) {
        Map<String, Parameter> found = new TreeMap<>();
        for (Record row : sql.select()
                .from(ParameterRow.TABLE)
                .where(ParameterRow.VERSION_ID.eq(versionId))
                .and(condition)
                .orderBy(ParameterRow.NAME, ParameterRow.ORIGIN)) {
            if (row.get(ParameterRow.HIDDEN)) {
                found.remove(row.get(ParameterRow.NAME));
            } else {
                found.put(row.get(ParameterRow.NAME), parameter(row));
            }
        }
        return found;
    }

    private InsertSetMoreStep<Record> row(String versionId, Parameter parameter, Origin origin, boolean hidden) {
        return sql.insertInto(ParameterRow.TABLE)
                .set(ParameterRow.VERSION_ID, versionId)
                .set(ParameterRow.NAME, parameter.name())
                .set(ParameterRow.ORIGIN, origin)
                .set(ParameterRow.KIND, parameter.type())
                .set(ParameterRow.LEAST, text(parameter.min()))
                .set(ParameterRow.GREATEST, text(parameter.max()))
                .set(ParameterRow.CHOICES, Json.write(parameter.choices()))
                .set(ParameterRow.RESTART_REQUIRED, parameter.restartRequired())
                .set(ParameterRow.INITIAL, parameter.initial())
                .set(ParameterRow.HIDDEN, hidden);
    }

    private static @Nullable String text(@Nullable BigDecimal number) {
        return number == null ? null : number.toPlainString();
    }

    private static Parameter parameter(Record row) {
        return new Parameter(
                row.get(ParameterRow.NAME),
                row.get(ParameterRow.KIND),
                number(row.get(ParameterRow.LEAST)),
                number(row.get(ParameterRow.GREATEST)),
                Json.strings(row.get(ParameterRow.CHOICES)),
                row.get(ParameterRow.RESTART_REQUIRED),
                row.get(ParameterRow.INITIAL));
    }

    private static @Nullable BigDecimal number(@Nullable String text) {
        return text == null ? null : new BigDecimal(text);
    }
}
