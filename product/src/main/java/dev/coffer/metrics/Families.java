package dev.coffer.metrics;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Writes families of samples in Prometheus' text form, one after the other, and keeps nothing. */
final class Families {
    private final Writer out;

    /** What kind of values a family has. */
    enum Type {
        GAUGE("gauge"),
        COUNTER("counter");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    Families(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    /** Begins a family; its samples follow, and none of another one between them. */
    void family(String name, Type type, String help) throws IOException {
        out.write("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type.word + "\n");
    }

    /** @param labels names and values by turns */
    void sample(String name, double value, String... labels) throws IOException {
        out.write(name);
        for (int i = 0; i < labels.length; i += 2) {
            out.write(i == 0 ? "{" : ",");
            out.write(labels[i]);
            out.write("=\"");
            out.write(escaped(labels[i + 1]));
            out.write('"');
        }
        out.write(labels.length == 0 ? " " : "} ");
        out.write(number(value));
        out.write('\n');
    }

    /** A family of one sample without labels. */
    void single(String name, Type type, String help, double value) throws IOException {
        family(name, type, help);
        sample(name, value);
    }

    void flush() throws IOException {
        out.flush();
    }

    private static String number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '"' -> escaped.append("\\\"");
                case '\n' -> escaped.append("\\n");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
