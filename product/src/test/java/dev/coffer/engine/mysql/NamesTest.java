package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final Names names = Names.ofMariadb();

    @ParameterizedTest
    @ValueSource(strings = {"%", "10.0.0.1", "10.0.%", "10.0.0.0/255.255.0.0", "::1", "fe80::%", "127.0.0._"})
    void hosts_are_addresses_and_patterns(String host) {
        assertThat(names.problemWithHost(host)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "db.example", "10.0.0.1; DROP", "10.0.0.0/8", "1'", "10.0.0.1/255.255.255.0x"})
    void hosts_are_nothing_else(String host) {
        assertThat(names.problemWithHost(host)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4, utf8mb4_general_ci",
        "UTF8MB4, utf8mb4_bin",
        "utf8, utf8_general_ci",
        "latin1, latin1_swedish_ci",
        "binary, binary",
        "utf8mb4, uca1400_ai_ci",
        "utf8mb4, utf8mb4_uca1400_german2_as_cs",
        "utf8mb4, ''",
        "'', utf8mb4_bin",
        "'', ''"
    })
    void collations_belong_to_their_character_set(String characterSet, String collation) {
        assertThat(names.problemWithCharset(characterSet, collation)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "utf8mb4, latin1_swedish_ci",
        "klingon, klingon_ci",
        "klingon, ''",
        "utf8mb4, utf8mb4_nonsense",
        "'', nonsense"
    })
    void others_are_refused(String characterSet, String collation) {
        assertThat(names.problemWithCharset(characterSet, collation)).isPresent();
    }

    @Test
    void what_is_the_servers_is_reserved_in_any_case() {
        assertThat(names.problemWithDatabase("MySQL")).isPresent();
        assertThat(names.problemWithUser("Root")).isPresent();
        assertThat(names.problemWithUser("os_admin")).isPresent();
    }

    @Test
    void a_database_name_must_fit_into_a_file_name_and_a_grant() {
        assertThat(names.problemWithDatabase("ö".repeat(51))).isEmpty();
        assertThat(names.problemWithDatabase("ö".repeat(52))).isPresent();
        assertThat(names.problemWithDatabase("_".repeat(32))).isEmpty();
        assertThat(names.problemWithDatabase("_".repeat(33))).isPresent();
    }

    @Test
    void patterns_of_grants_are_read_back() {
        for (String name : new String[] {"a_b", "a%b", "a\\b", "\\_", "plain", "\\"}) {
            assertThat(Sql.unpattern(Sql.pattern(name))).isEqualTo(name);
        }
    }
}
