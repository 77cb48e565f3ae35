package dev.coffer.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus' text form, read as strictly as it is described: whatever is not exactly so is refused. */
final class TextForm {
    private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern TYPE =
            Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)");
    private static final Pattern SAMPLE = Pattern.compile(
            "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (-?[0-9.]+(?:E-?[0-9]+)?|[+-]Inf|NaN)", Pattern.DOTALL);
    private static final Pattern LABEL =
            Pattern.compile("\\G([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(,|$)");

    /** One value. */
    record Sample(String name, Map<String, String> labels, double value) {}

    private final List<Sample> samples = new ArrayList<>();
    private final Set<String> families = new HashSet<>();
    private final Set<Object> seen = new HashSet<>();
    private String family = "";
    private String type = "";
    private String helped = "";

    static List<Sample> read(String text) {
        TextForm form = new TextForm();
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("The last line does not end.");
        }
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            form.line(line);
        }
        return form.samples;
    }

    private void line(String line) {
        Matcher help = HELP.matcher(line);
        Matcher kind = TYPE.matcher(line);
        Matcher sample = SAMPLE.matcher(line);
        if (help.matches()) {
            helped = help.group(1);
        } else if (kind.matches()) {
            family = kind.group(1);
            type = kind.group(2);
            require(helped.equals(family), "has no help in front", line);
            require(families.add(family), "comes twice", line);
            require(!type.equals("counter") || family.endsWith("_total"), "is no name of a counter", line);
        } else {
            require(sample.matches(), "is no sample", line);
            sample(sample, line);
        }
    }

    private void sample(Matcher sample, String line) {
        String name = sample.group(1);
        boolean part = type.equals("histogram")
                && Set.of(family + "_bucket", family + "_sum", family + "_count")
                        .contains(name);
        require(name.equals(family) || part, "is not of the family " + family, line);
        Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2), line);
        require(seen.add(List.of(name, labels)), "comes twice", line);
        String value = sample.group(3).replace("Inf", "Infinity");
        samples.add(new Sample(name, labels, Double.parseDouble(value)));
    }

    private static Map<String, String> labels(String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length()) {
            require(label.find(), "has labels that cannot be read", line);
            String value = unescaped(label.group(2));
            require(labels.put(label.group(1), value) == null, "has a label twice", line);
            end = label.end();
            require(end < text.length() || label.group(3).isEmpty() || text.endsWith(","), "ends badly", line);
        }
        return labels;
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                char next = text.charAt(++i);
                out.append(next == 'n' ? '\n' : next);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static void require(boolean right, String what, String line) {
        if (!right) {
            throw new IllegalArgumentException("This line " + what + ": " + line);
        }
    }
}
