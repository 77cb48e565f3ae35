package dev.coffer.cli.terminal;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Json;
import dev.coffer.cli.client.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import picocli.CommandLine.Option;

/** The options of every command that answers with data, and the answer itself. */
public final class Output {
    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            description = "How to write the answer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    Format format = Format.table;

    @Option(
            names = {"-c", "--column"},
            paramLabel = "COLUMN",
            description = "Only this column; may be repeated.")
    List<String> chosen = new ArrayList<>();

    /** A table of all columns that are shown, whatever the command's options say. */
    public static Output table() {
        return new Output();
    }

    /** JSON with all fields. */
    public static Output json() {
        Output output = new Output();
        output.format = Format.json;
        return output;
    }

    public boolean isTable() {
        return format == Format.table;
    }

    /** Rows with the same columns. */
    public void list(Terminal terminal, List<Column> columns, List<Json> rows) {
        List<Column> selected = selected(columns);
        switch (format) {
            case table -> {
                Table table = new Table(selected.stream()
                        .map(column -> column.key().toUpperCase(Locale.ROOT).replace('_', ' '))
                        .toList());
                rows.forEach(row -> table.add(values(selected, row)));
                table.lines().forEach(terminal::print);
            }
            case json -> terminal.print(JsonWriter.indented(maps(selected, rows)));
            case yaml -> terminal.print(yaml(maps(selected, rows)));
            case value -> rows.forEach(row -> terminal.print(plain(values(selected, row))));
        }
    }

    private List<Column> selected(List<Column> columns) {
        if (chosen.isEmpty()) {
            boolean people = format == Format.table || format == Format.value;
            return columns.stream().filter(column -> column.shown() || !people).toList();
        }
        return chosen.stream()
                .map(name -> columns.stream()
                        .filter(column -> column.key().equals(key(name)))
                        .findFirst()
                        .orElseThrow(() ->
                                noColumn(name, columns.stream().map(Column::key).toList())))
                .toList();
    }

    /** One thing, field by field. */
    public void show(Terminal terminal, Map<String, ? extends @Nullable Object> fields) {
        Map<String, @Nullable Object> selected = new LinkedHashMap<>(fields);
        if (!chosen.isEmpty()) {
            selected.clear();
            for (String name : chosen) {
                if (!fields.containsKey(key(name))) {
                    throw noColumn(name, List.copyOf(fields.keySet()));
                }
                selected.put(key(name), fields.get(key(name)));
            }
        }
        switch (format) {
            case table -> {
                int width = selected.keySet().stream()
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
                selected.forEach((key, value) -> terminal.print(
                        key.replace('_', ' ') + " ".repeat(width - key.length()) + "   " + Table.cell(value)));
            }
            case json -> terminal.print(JsonWriter.indented(selected));
            case yaml -> terminal.print(yaml(selected));
            case value -> selected.values().forEach(value -> terminal.print(plain(value)));
        }
    }

    private static List<@Nullable Object> values(List<Column> columns, Json row) {
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(column.value().apply(row)));
        return values;
    }

    private static List<Map<String, @Nullable Object>> maps(List<Column> columns, List<Json> rows) {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (Json row : rows) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            columns.forEach(column -> map.put(column.key(), column.value().apply(row)));
            maps.add(map);
        }
        return maps;
    }

    private static String plain(List<? extends @Nullable Object> values) {
        return values.stream().map(Output::plain).collect(Collectors.joining(" "));
    }

    private static String plain(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> _, Map<?, ?> _ -> JsonWriter.compact(value);
            case Object other -> Terminal.harmless(other.toString());
        };
    }

    private static String yaml(Object value) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(false)
                .build();
        return new Dump(settings).dumpToString(value).stripTrailing();
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    }

    private static Failure noColumn(String name, List<String> columns) {
        return Failure.usage("There is no column \"%s\".".formatted(name), "There are: " + String.join(", ", columns));
    }
}
