package dev.coffer.it;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rows of the metadata store that are not those of some instances, without what passes by itself. */
final class StoreRows {
    /** What goes on changing while nothing happens: time, and what others than the attacker measure. */
    private static final Set<String> PASSING =
            Set.of("report.seen_at", "report.metrics", "report.volume_used", "report.lag_seconds");

    private StoreRows() {}

    /** The rows without those of these instances and of what is done to them. */
    static Set<String> without(Coffer coffer, List<String> instances) throws SQLException {
        try (Connection store = connect(coffer)) {
            List<String> theirs = new ArrayList<>(instances);
            for (String instance : instances) {
                theirs.addAll(column(
                        store,
                        "select operation_id from operation_resource where resource_id = '%s'".formatted(instance)));
            }
            Set<String> rows = new TreeSet<>();
            for (String table : column(store, "select name from sqlite_master where type = 'table'")) {
                rows(store, table)
                        .filter(row -> theirs.stream().noneMatch(row::contains))
                        .forEach(rows::add);
            }
            return rows;
        }
    }

    /** The first column of the first row. */
    static String one(Coffer coffer, String query) throws SQLException {
        try (Connection store = connect(coffer)) {
            return column(store, query).getFirst();
        }
    }

    private static Connection connect(Coffer coffer) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + coffer.home().resolve("control/coffer.db") + "?busy_timeout=10000");
    }

    private static List<String> column(Connection store, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = store.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static Stream<String> rows(Connection store, String table) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = store.createStatement();
                ResultSet rows = statement.executeQuery("select * from " + table)) {
            while (rows.next()) {
                TreeMap<String, String> row = new TreeMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    String name = rows.getMetaData().getColumnName(i);
                    if (!PASSING.contains(table + "." + name)) {
                        row.put(name, String.valueOf(rows.getString(i)));
                    }
                }
                all.add(table
                        + row.entrySet().stream().map(Object::toString).collect(Collectors.joining(", ", " {", "}")));
            }
        }
        return all.stream();
    }
}
