package dev.coffer.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.NameRules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final NameRules names = new Names();

    @ParameterizedTest
    @ValueSource(strings = {"shop", "o'clock", "per%cent", "NULL", "#hash", "öö", "smile😀", "x-1_2"})
    void databases_have_these_names(String name) {
        assertThat(names.problemWithDatabase(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "a/b", "a\\b", "a\"b", "a$b", "a\0b", "a\nb", "admin", "LOCAL", "config"})
    void databases_do_not_have_these(String name) {
        assertThat(names.problemWithDatabase(name)).isPresent();
    }

    @Test
    void the_length_of_a_database_is_counted_in_bytes() {
        assertThat(names.problemWithDatabase("x".repeat(63))).isEmpty();
        assertThat(names.problemWithDatabase("x".repeat(64))).isPresent();
        assertThat(names.problemWithDatabase("ö".repeat(32))).isPresent();
    }

    @Test
    void users_have_all_names_but_those_of_the_server() {
        assertThat(List.of("ann", "a.b c", "$x", "名前", "Root"))
                .allMatch(name -> names.problemWithUser(name).isEmpty());
        assertThat(List.of("root", "os_admin", "__system", "", " ann", "ann ", "a\tb", "\ud83d"))
                .allMatch(name -> names.problemWithUser(name).isPresent());
    }

    @Test
    void users_log_in_from_everywhere() {
        assertThat(names.problemWithHost("%")).isEmpty();
        assertThat(List.of("", "localhost", "10.%"))
                .allMatch(host -> names.problemWithHost(host).isPresent());
    }

    @Test
    void texts_are_unicode() {
        assertThat(names.problemWithCharset("", "")).isEmpty();
        assertThat(names.problemWithCharset("UTF8", "")).isEmpty();
        assertThat(names.problemWithCharset("latin1", "")).isPresent();
        assertThat(names.problemWithCharset("", "utf8_general_ci")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "'\"\\ `%_,=~", "naïve 名前 имя", "ß", "שלום", "x\u00a0"})
    void passwords_of_old_characters_are_taken(String password) {
        assertThat(names.problemWithPassword(password)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "a\u007fb", "🗝", "\u1e9e", "\ue000", "\ud83d", "שלום x", "x שלום", "\u0085"})
    void passwords_that_cannot_be_prepared_are_not(String password) {
        assertThat(names.problemWithPassword(password)).isPresent();
    }
}
