package dev.coffer.engine.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "CREATE ROLE a PASSWORD 'SECRET' LOGIN|CREATE ROLE a PASSWORD *** LOGIN",
                "alter user a encrypted password 'SE''CRET' valid until 'x'|alter user a encrypted password *** valid until 'x'",
                "ALTER ROLE a PASSWORD E'SE\\'CRET' LOGIN|ALTER ROLE a PASSWORD *** LOGIN",
                "ALTER ROLE a PASSWORD $$SECRET$$ LOGIN|ALTER ROLE a PASSWORD *** LOGIN",
                "ALTER ROLE a PASSWORD $x$SE$$CRET$x$ LOGIN|ALTER ROLE a PASSWORD *** LOGIN",
                "ALTER ROLE a PASSWORD 'SECRET|ALTER ROLE a PASSWORD ***",
                "stored SCRAM-SHA-256$4096:SECRET=$SECRET=:SECRET= here|stored *** here",
                "host=x password=SECRET user=y|host=x password=*** user=y",
            })
    void passwords_are_masked(String statement, String shown) {
        assertThat(StatementSecrets.masked(statement)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'it''s' FROM passwords",
                "ALTER ROLE a PASSWORD NULL",
                "password authentication failed for user \"a\""
            })
    void everything_else_stays(String statement) {
        assertThat(StatementSecrets.masked(statement)).isEqualTo(statement);
    }
}
