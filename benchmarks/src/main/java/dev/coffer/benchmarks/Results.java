package dev.coffer.benchmarks;

import dev.coffer.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What was measured, for people and for programs. */
final class Results {
    private Results() {}

    record Result(String figure, Measurement measurement) {}

    static List<String> table(Machine machine, List<Result> results) {
        Table table = new Table(List.of("FIGURE", "WHAT", "VALUE", "BOUND", "RATIO", "", "OPPONENT"));
        for (Result result : results) {
            Measurement measured = result.measurement();
            table.add(List.of(
                    result.figure(),
                    measured.what(),
                    number(measured.value()) + " " + measured.unit(),
                    measured.bound().map(bound -> words(bound, measured.unit())).orElse(""),
                    measured.ratio()
                            .map(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                            .orElse(""),
                    verdict(measured),
                    measured.opponent()));
        }
        List<String> lines = new ArrayList<>(List.of("Measured on " + machine + ".", ""));
        lines.addAll(table.lines());
        return lines;
    }

    static String json(Machine machine, List<Result> results) {
        JsonMapper mapper = JsonMapper.shared();
        ObjectNode root = mapper.createObjectNode();
        root.putObject("machine")
                .put("processor", machine.processor())
                .put("cores", machine.cores())
                .put("java", machine.java())
                .put("load", machine.load());
        ArrayNode rows = root.putArray("results");
        for (Result result : results) {
            Measurement measured = result.measurement();
            ObjectNode row = rows.addObject()
                    .put("figure", result.figure())
                    .put("what", measured.what())
                    .put("value", measured.value())
                    .put("unit", measured.unit());
            Optional<Measurement.Bound> bound = measured.bound();
            if (bound.isPresent()) {
                row.put(
                                bound.get().least() ? "at_least" : "at_most",
                                bound.get().limit())
                        .put("ratio", measured.ratio().orElseThrow())
                        .put("reached", !measured.isShort());
            }
            if (!measured.opponent().isEmpty()) {
                row.put("opponent", measured.opponent());
            }
        }
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + System.lineSeparator();
    }

    private static String verdict(Measurement measured) {
        return measured.bound().isEmpty() ? "" : measured.isShort() ? "SHORT" : "reached";
    }

    private static String words(Measurement.Bound bound, String unit) {
        return (bound.least() ? ">= " : "<= ") + number(bound.limit()) + " " + unit;
    }

    /** Three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }
}
