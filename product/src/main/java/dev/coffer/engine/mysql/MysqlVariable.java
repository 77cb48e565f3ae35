package dev.coffer.engine.mysql;

import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a scratch server says of a variable. */
record MysqlVariable(
        String name,
        Type type,
        @Nullable BigDecimal min,
        @Nullable BigDecimal max,
        String initial) {
    static final String QUERY =
            "SELECT VARIABLE_NAME, DATA_TYPE, MIN_VALUE, MAX_VALUE, VARIABLE_VALUE FROM performance_schema.variables_metadata"
                    + " JOIN performance_schema.global_variables USING (VARIABLE_NAME) WHERE VARIABLE_SCOPE <> 'SESSION_ONLY'"
                    + " ORDER BY VARIABLE_NAME;\n";

    private static final int COLUMNS = 5;
    /** No enumeration has more words, no set more than bits. */
    private static final int WORDS = 40;

    private static final String TRIED = "tried\t";

    /** Empty when it is nothing for tenants. */
    static Optional<MysqlVariable> parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COLUMNS) {
            return Optional.empty();
        }
        String name = cells[0].toLowerCase(Locale.ROOT);
        return type(name, cells[1])
                .map(type -> new MysqlVariable(
                        name, type, number(type, cells[2]), number(type, cells[3]), cells[4].replace("\\\\", "\\")));
    }

    private static Optional<Type> type(String name, String said) {
        return switch (said) {
            case "Boolean" -> Optional.of(Type.BOOLEAN);
            case "Integer" -> Optional.of(Type.INTEGER);
            case "Numeric" -> Optional.of(Type.FLOAT);
            case "Enumeration" -> Optional.of(Type.CHOICE);
            case "Set" -> Optional.of(name.equals("optimizer_switch") ? Type.SWITCHES : Type.CHOICES);
            default -> MysqlOwned.HARMLESS_TEXTS.contains(name) ? Optional.of(Type.TEXT) : Optional.empty();
        };
    }

    private static @Nullable BigDecimal number(Type type, String bound) {
        return bound.matches("-?\\d+(\\.\\d+)?") && (type == Type.INTEGER || type == Type.FLOAT)
                ? new BigDecimal(bound)
                : null;
    }

    /** Statements that find out the rest: the server complains when it is read only, and shows the words of numbers. */
    String trial() {
        StringBuilder statements = new StringBuilder("SET GLOBAL %1$s = @@GLOBAL.%1$s;%n".formatted(name));
        if (type == Type.CHOICE || type == Type.CHOICES) {
            for (int i = 0; i < WORDS; i++) {
                long number = type == Type.CHOICE ? i : 1L << i;
                statements.append("SET GLOBAL %s = %d;%n".formatted(name, number));
                statements.append("SELECT 'tried', '%1$s', @@GLOBAL.%1$s;%n".formatted(name));
            }
        }
        return statements.toString();
    }

    /** Empty when it cannot be told what it takes. */
    Optional<Parameter> parameter(String answer) {
        boolean readOnly = answer.contains("'" + name + "' is a read only variable");
        List<String> choices = choices(answer, readOnly);
        boolean unknown = choices.isEmpty() && (type == Type.CHOICE || type == Type.CHOICES || type == Type.SWITCHES);
        return unknown
                ? Optional.empty()
                : Optional.of(new Parameter(name, type, min, max, choices, readOnly, initial));
    }

    private List<String> choices(String answer, boolean readOnly) {
        if (type == Type.SWITCHES) {
            return Arrays.stream(initial.split(","))
                    .map(each -> each.split("=")[0])
                    .toList();
        }
        if (readOnly || (type != Type.CHOICE && type != Type.CHOICES)) {
            return List.of();
        }
        String mark = TRIED + name + "\t";
        Set<String> words = new LinkedHashSet<>();
        answer.lines()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()))
                .flatMap(value -> type == Type.CHOICES ? Arrays.stream(value.split(",")) : Stream.of(value))
                .filter(word -> !word.isEmpty())
                .forEach(words::add);
        return List.copyOf(words);
    }
}
