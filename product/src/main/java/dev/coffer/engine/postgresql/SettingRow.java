package dev.coffer.engine.postgresql;

import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code pg_settings}, as {@code COPY} writes it. */
record SettingRow(
        String name,
        String type,
        @Nullable String min,
        @Nullable String max,
        @Nullable String choices,
        String context,
        @Nullable String initial) {
    static final String COLUMNS = "name, vartype, min_val, max_val, array_to_string(enumvals, ','), context, boot_val";
    private static final int COUNT = 7;

    static SettingRow parse(String line) {
        String[] cells = line.split("\t", -1);
        if (cells.length != COUNT) {
            throw new IllegalArgumentException("A row of settings has %d columns.".formatted(cells.length));
        }
        return new SettingRow(
                cells[0].toLowerCase(Locale.ROOT),
                cells[1],
                text(cells[2]),
                text(cells[3]),
                text(cells[4]),
                cells[5],
                text(cells[6]));
    }

    private static @Nullable String text(String cell) {
        return cell.equals("\\N") ? null : cell.replace("\\\\", "\\");
    }

    /** What a tenant may set; empty when it is nothing that a file may hold. */
    Optional<Parameter> parameter() {
        if (context.equals("internal") || Owned.covers(name)) {
            return Optional.empty();
        }
        return kind().map(kind -> new Parameter(
                name,
                kind,
                number(min),
                number(max),
                choices == null ? List.of() : Arrays.asList(choices.split(",")),
                context.equals("postmaster"),
                initial));
    }

    private Optional<Type> kind() {
        return switch (type) {
            case "bool" -> Optional.of(Type.BOOLEAN);
            case "integer" -> Optional.of(Type.INTEGER);
            case "real" -> Optional.of(Type.FLOAT);
            case "enum" -> Optional.of(Type.CHOICE);
            default -> Owned.HARMLESS_TEXTS.contains(name) ? Optional.of(Type.TEXT) : Optional.empty();
        };
    }

    private static @Nullable BigDecimal number(@Nullable String bound) {
        return bound == null ? null : new BigDecimal(bound);
    }
}
