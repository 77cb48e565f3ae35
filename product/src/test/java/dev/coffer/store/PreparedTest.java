package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.durable.OperationState;
import dev.coffer.store.Prepared.Recipe;
import dev.coffer.store.Tables.OperationRow;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreparedTest {
    private static final Recipe INSERT = Prepared.insert(
            OperationRow.TABLE,
            List.of(OperationRow.ID, OperationRow.STATE, OperationRow.ENDED, OperationRow.WOKEN, OperationRow.ERROR));

    private final Prepared prepared = new Prepared(SQLDialect.SQLITE);
    private final AtomicInteger made = new AtomicInteger();
    private final Recipe find = sql -> {
        made.incrementAndGet();
        return sql.select(OperationRow.ENDED, OperationRow.STATE, OperationRow.WOKEN, OperationRow.ERROR)
                .from(OperationRow.TABLE)
                .where(OperationRow.ID.eq(""));
    };
    private Connection connection;
    private DSLContext sql;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
        sql = DSL.using(connection, SQLDialect.SQLITE, Database.SETTINGS);
        sql.execute("create table operation (id text, state text, ended bigint, woken boolean, error text)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void rows_are_read_with_the_types_of_their_columns() {
        Instant ended = Instant.ofEpochMilli(1);
        prepared.execute(sql, INSERT, "a", OperationState.DONE, ended, true, null);
        Record row = prepared.fetch(sql, find, "a").getFirst();
        assertThat(row.get(OperationRow.ENDED)).isEqualTo(ended);
        assertThat(row.get(OperationRow.STATE)).isEqualTo(OperationState.DONE);
        assertThat(row.get(OperationRow.WOKEN)).isTrue();
        assertThat(row.get(OperationRow.ERROR)).isNull();
    }

    @Test
    void a_statement_is_made_once() {
        assertThat(prepared.fetch(sql, find, "a")).isEmpty();
        prepared.execute(sql, INSERT, "b", OperationState.QUEUED, null, false, "late");
        assertThat(prepared.fetch(sql, find, "b")).hasSize(1);
        assertThat(made).hasValue(1);
    }

    @Test
    void a_statement_is_not_run_without_all_its_values() {
        assertThatThrownBy(() -> prepared.fetch(sql, find)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> prepared.fetch(sql, find, "a", "b")).isInstanceOf(IllegalArgumentException.class);
    }
}
