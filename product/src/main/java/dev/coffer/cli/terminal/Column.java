package dev.coffer.cli.terminal;

import dev.coffer.cli.client.Json;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a list.
 *
 * @param key its name for scripts and {@code -c}, in snake_case; tables show it in capitals
 * @param value its value in a row: text, number, truth value, list or null
 * @param shown whether a table shows it unless columns are chosen
 */
public record Column(String key, Function<Json, @Nullable Object> value, boolean shown) {

    public static Column of(String key) {
        return new Column(key, row -> row.at(key).value(), true);
    }

    public static Column of(String key, Function<Json, @Nullable Object> value) {
        return new Column(key, value, true);
    }

    /** Of one shown only on request, and to scripts. */
    public Column quiet() {
        return new Column(key, value, false);
    }
}
