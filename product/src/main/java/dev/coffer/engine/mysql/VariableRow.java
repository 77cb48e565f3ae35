package dev.coffer.engine.mysql;

import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of {@code information_schema.SYSTEM_VARIABLES}, as {@code INTO OUTFILE} writes it. */
record VariableRow(
        String name,
        @Nullable String initial,
        String scope,
        String type,
        @Nullable String min,
        @Nullable String max,
        @Nullable String choices,
        boolean readOnly,
        boolean hasOption) {
    static final String COLUMNS = "VARIABLE_NAME, DEFAULT_VALUE, VARIABLE_SCOPE, VARIABLE_TYPE, NUMERIC_MIN_VALUE,"
            + " NUMERIC_MAX_VALUE, ENUM_VALUE_LIST, READ_ONLY, COMMAND_LINE_ARGUMENT";
    private static final int COUNT = 9;

    /** Variables whose option has another name. */
    private static final Map<String, String> OPTION =
            Map.of("time_zone", "default_time_zone", "tx_isolation", "transaction_isolation");

    /** Least values below which nobody but the agent would get in. */
    private static final Map<String, String> LEAST = Map.of("max_user_connections", "0");

    static VariableRow parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COUNT) {
            throw new IllegalArgumentException("A row of system variables has %d columns.".formatted(cells.length));
        }
        return new VariableRow(
                cells[0].toLowerCase(Locale.ROOT),
                text(cells[1]),
                cells[2],
                cells[3],
                text(cells[4]),
                text(cells[5]),
                text(cells[6]),
                cells[7].equals("YES"),
                text(cells[8]) != null);
    }

    private static @Nullable String text(String cell) {
        return cell.equals("\\N") ? null : cell.replace("\\\\", "\\");
    }

    /** The name of the variable in an option file. */
    static String option(String variable) {
        return OPTION.getOrDefault(variable, variable);
    }

    /**
     * What a tenant may set; empty when it is nothing that a server keeps.
     *
     * @param options that a file may hold
     */
    Optional<Parameter> parameter(Set<String> options) {
        boolean kept = hasOption || options.contains(option(name));
        if (!kept || scope.equals("SESSION ONLY")) {
            return Optional.empty();
        }
        return kind().map(kind -> new Parameter(
                name,
                kind,
                number(kind, LEAST.getOrDefault(name, min)),
                number(kind, max),
                choices == null || kind == Type.BOOLEAN ? List.of() : Arrays.asList(choices.split(",")),
                readOnly,
                initial));
    }

    private Optional<Type> kind() {
        Type kind = switch (type) {
            case "BOOLEAN" -> Type.BOOLEAN;
            case "DOUBLE" -> Type.FLOAT;
            case "ENUM" -> choices == null ? Type.TEXT : Type.CHOICE;
            case "SET" -> Type.CHOICES;
            case "FLAGSET" -> Type.SWITCHES;
            default -> type.contains("INT") ? Type.INTEGER : Type.TEXT;
        };
        return kind == Type.TEXT && !MariadbOwned.HARMLESS_TEXTS.contains(name) ? Optional.empty() : Optional.of(kind);
    }

    private static @Nullable BigDecimal number(Type kind, @Nullable String bound) {
        return bound == null || (kind != Type.INTEGER && kind != Type.FLOAT) ? null : new BigDecimal(bound);
    }
}
