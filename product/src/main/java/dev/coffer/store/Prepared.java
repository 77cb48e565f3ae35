package dev.coffer.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.ConnectionCallable;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Param;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.conf.ParamType;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Statements whose SQL jOOQ makes once for the whole store: to make it takes longer than to run it. */
final class Prepared {

    /**
     * How a statement is made. Each value in it only marks the place, and has the type, of one that the statement is run with; what is
     * always the same is inlined, and columns are named one by one. A constant, since the text is kept by it.
     */
    @FunctionalInterface
    interface Recipe {
        Query with(DSLContext sql);
    }

    /** Makes of a result what is wanted of it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /**
     * @param marks where values go, from left to right
     * @param fields of its rows; none when it has no rows
     */
    private record Statement(String text, List<Param<?>> marks, List<Field<?>> fields) {
        static Statement of(Query query) {
            List<Field<?>> fields = query instanceof Select<?> select ? fields(select) : List.of();
            return new Statement(query.getSQL(ParamType.INDEXED), marks(query), fields);
        }

        /** As they are named in the recipe, which readers ask for. */
        private static List<Field<?>> fields(Select<?> select) {
            return select.$select().stream()
                    .<Field<?>>map(field -> (Field<?>) field)
                    .toList();
        }

        private static List<Param<?>> marks(Query query) {
            return query.getParams().values().stream()
                    .filter(param -> !param.isInline())
                    .<Param<?>>map(param -> param)
                    .toList();
        }

        void bind(PreparedStatement prepared, @Nullable Object[] values) throws SQLException {
            if (values.length != marks.size()) {
                throw new IllegalArgumentException("%d values are given for: %s".formatted(values.length, text));
            }
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(1 + i, stored(marks.get(i), values[i]));
            }
        }

        /** As the column of the mark stores it; a value of another type is a defect, and the converter says so. */
        @SuppressWarnings("unchecked")
        private static @Nullable Object stored(Param<?> mark, @Nullable Object value) {
            return ((Converter<?, Object>) mark.getDataType().getConverter()).to(value);
        }
    }

    private final DSLContext maker;
    private final Map<Recipe, Statement> statements = new ConcurrentHashMap<>();

    Prepared(SQLDialect dialect) {
        maker = DSL.using(dialect, Database.SETTINGS);
    }

    /** Inserts a row with these columns. */
    static Recipe insert(Table<?> table, List<Field<?>> columns) {
        return sql -> {
            List<Param<?>> marks = new ArrayList<>();
            columns.forEach(column -> marks.add(DSL.val((Object) null, column.getDataType())));
            return sql.insertInto(table).columns(columns).values(marks);
        };
    }

    List<Record> fetch(DSLContext sql, Recipe recipe, @Nullable Object... values) {
        List<Field<?>> fields = statement(recipe).fields();
        Reader<List<Record>> reader = rows -> {
            List<Record> records = new ArrayList<>();
            while (rows.next()) {
                @Nullable Object[] cells = new Object[fields.size()];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = rows.getObject(1 + i);
                }
                Record record = sql.newRecord(fields);
                record.fromArray(cells);
                records.add(record);
            }
            return records;
        };
        return read(sql, recipe, reader, values);
    }

    /** Past jOOQ's records. */
    <T> T read(DSLContext sql, Recipe recipe, Reader<T> reader, @Nullable Object... values) {
        Statement statement = statement(recipe);
        ConnectionCallable<T> work = connection -> {
            try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
                statement.bind(prepared, values);
                try (ResultSet rows = prepared.executeQuery()) {
                    return reader.read(rows);
                }
            }
        };
        return sql.connectionResult(work);
    }

    /** @return how many rows were written */
    int execute(DSLContext sql, Recipe recipe, @Nullable Object... values) {
        Statement statement = statement(recipe);
        ConnectionCallable<Integer> work = connection -> {
            try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
                statement.bind(prepared, values);
                return prepared.executeUpdate();
            }
        };
        return sql.connectionResult(work);
    }

    private Statement statement(Recipe recipe) {
        return statements.computeIfAbsent(recipe, made -> Statement.of(made.with(maker)));
    }
}
