package dev.coffer.api;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An eye on all rows of a stage's store, from beside it. */
final class FuzzRows implements AutoCloseable {

    /** Rows as text, by table and SQLite's number of the row. */
    record Snapshot(Map<String, Map<Long, String>> tables) {

        /** Rows that are another or gone in the later one, by table. */
        Map<String, List<String>> changedIn(Snapshot later) {
            Map<String, List<String>> changed = new TreeMap<>();
            tables.forEach((table, rows) -> rows.forEach((number, row) -> {
                if (!row.equals(later.tables.getOrDefault(table, Map.of()).get(number))) {
                    changed.computeIfAbsent(table, _ -> new ArrayList<>()).add(row);
                }
            }));
            return changed;
        }

        List<String> rows(String table) {
            return List.copyOf(tables.getOrDefault(table, Map.of()).values());
        }
    }

    private final Connection connection;
    private final List<String> tables;

    FuzzRows(Path store) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + store);
        tables = texts(
                "select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'flyway%'");
    }

    List<String> tables() {
        return tables;
    }

    private List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Some ids of a table's rows; empty when they have none. */
    List<String> ids(String table) {
        try {
            return texts("select id from \"%s\" order by rowid limit 200".formatted(table));
        } catch (SQLException noId) {
            return List.of();
        }
    }

    /** Another number when somebody has written, be it the same. */
    int writes() throws SQLException {
        return Integer.parseInt(texts("pragma data_version").getFirst());
    }

    Snapshot snapshot() throws SQLException {
        Map<String, Map<Long, String>> all = new TreeMap<>();
        for (String table : tables) {
            Map<Long, String> found = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select rowid, * from \"%s\"".formatted(table))) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    StringBuilder row = new StringBuilder();
                    for (int i = 2; i <= columns; i++) {
                        row.append(rows.getString(i)).append('|');
                    }
                    found.put(rows.getLong(1), row.toString());
                }
            }
            all.put(table, found);
        }
        return new Snapshot(all);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
