package dev.coffer.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Columns aligned with spaces; numbers to the right. */
public final class Table {
    private static final String GAP = "   ";

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();
    private final boolean[] numeric;

    public Table(List<String> header) {
        this.header = List.copyOf(header);
        this.numeric = new boolean[header.size()];
        java.util.Arrays.fill(numeric, true);
    }

    public void add(List<? extends @Nullable Object> values) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            numeric[i] &= value == null || value instanceof Number;
            row.add(cell(value));
        }
        rows.add(row);
    }

    /** For people: what is absent is a dash, a list is joined. */
    public static String cell(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + cell(entry.getValue()))
                        .collect(Collectors.joining(", "));
            case List<?> list when list.isEmpty() -> "-";
            case List<?> list -> list.stream().map(Table::cell).collect(Collectors.joining(", "));
            case Boolean truth -> truth ? "yes" : "no";
            case Double number -> number == Math.rint(number) ? Long.toString(number.longValue()) : number.toString();
            case Object other -> other.toString().isEmpty() ? "-" : Terminal.harmless(other.toString());
        };
    }

    public List<String> lines() {
        int[] widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(
                    length(header.get(i)),
                    rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(header, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private String line(List<String> cells, int[] widths) {
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String space = " ".repeat(widths[i] - length(cells.get(i)));
            padded.add(numeric[i] && !rows.isEmpty() ? space + cells.get(i) : cells.get(i) + space);
        }
        return String.join(GAP, padded).stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
