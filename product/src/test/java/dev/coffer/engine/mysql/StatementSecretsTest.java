package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementSecretsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE USER ann IDENTIFIED BY 's3cret'",
                "create user 'ann'@'%' identified by \"s3cret\" require ssl",
                "CREATE USER ann IDENTIFIED  BY\tPASSWORD '*s3cret'",
                "ALTER USER ann IDENTIFIED VIA mysql_native_password USING PASSWORD('s3cret')",
                "ALTER USER ann IDENTIFIED WITH `ed25519` AS 's3cret'",
                "CREATE USER a IDENTIFIED VIA unix_socket OR mysql_native_password USING 's3cret'",
                "GRANT ALL ON *.* TO ann IDENTIFIED BY 's3cret' WITH GRANT OPTION",
                "SET PASSWORD = PASSWORD('s3cret')",
                "SET PASSWORD = OLD_PASSWORD( 's3cret' )",
                "SET PASSWORD FOR 'ann'@'%' = 'x s3cret x'",
                "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='s3cret'",
                "SELECT PASSWORD('s3cret')",
                "CREATE USER a IDENTIFIED BY 'it''s3cret', b IDENTIFIED BY 'x\\'s3cret'",
                "CREATE USER a IDENTIFIED BY 's3cret, cut off here",
            })
    void passwords_of_statements_are_masked(String statement) {
        assertThat(StatementSecrets.masked(statement)).doesNotContain("s3cret").contains("***");
    }

    @Test
    void the_rest_of_the_statement_stays() {
        assertThat(StatementSecrets.masked("1\nCREATE USER a IDENTIFIED BY 'x', b IDENTIFIED BY 'y' REQUIRE SSL\n2"))
                .isEqualTo("1\nCREATE USER a IDENTIFIED BY '***', b IDENTIFIED BY '***' REQUIRE SSL\n2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1 AS 'passwords'",
                "SELECT 'by' FROM t WHERE name = 'identified'",
                "INSERT INTO t VALUES ('a', 'b')",
                ""
            })
    void other_statements_stay_as_they_are(String statement) {
        assertThat(StatementSecrets.masked(statement)).isEqualTo(statement);
    }

    /** Whether a backslash escapes is up to the session, which the log does not tell. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER USER lk IDENTIFIED BY 'a\\', nb IDENTIFIED BY 's3cret'",
                "ALTER USER lk IDENTIFIED BY 'a\\', nb IDENTIFIED BY 's3cret\\'\nSELECT 1",
                "ALTER USER lk IDENTIFIED BY 'a\\'\nALTER USER b IDENTIFIED BY 'p\\'s3cret'",
                "ALTER USER lk IDENTIFIED BY 'a\\'\nSET PASSWORD = 'p\\'s3cret', x = ''",
                "ALTER USER lk IDENTIFIED BY 'a\\', b IDENTIFIED BY 'c\\', d IDENTIFIED BY \"s3cret\"",
                "ALTER USER lk IDENTIFIED BY 'a\\'s3cret', b IDENTIFIED BY 's3cret'",
                "ALTER USER lk IDENTIFIED BY 'a\\\\', nb IDENTIFIED BY 's3cret'",
            })
    void secrets_are_masked_whether_a_backslash_escapes_or_not(String statements) {
        assertThat(StatementSecrets.masked(statements)).doesNotContain("s3cret").contains("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 'password'\nALTER USER a IDENTIFIED BY 's3cret'",
                "SELECT 'password'\nCREATE SERVER s OPTIONS (PASSWORD 's3cret')",
                "ALTER USER a IDENTIFIED BY 'my password', b IDENTIFIED BY 's3cret'",
            })
    void a_text_that_ends_like_the_beginning_of_a_password_does_not_uncover_the_next(String statements) {
        assertThat(StatementSecrets.masked(statements)).doesNotContain("s3cret").contains("***");
    }

    @Test
    void a_doubt_ends_with_its_line() {
        assertThat(StatementSecrets.masked("CREATE USER a IDENTIFIED BY 'mypassword' REQUIRE SSL\nSELECT 1\n"))
                .isEqualTo("CREATE USER a IDENTIFIED BY '***\nSELECT 1\n");
    }

    @Test
    void white_space_without_end_takes_no_time() {
        String text = "password" + " ".repeat(200_000) + "=" + " ".repeat(200_000);
        assertThat(StatementSecrets.masked(text)).isEqualTo(text);
    }

    @Test
    void a_long_text_is_masked_in_one_go() {
        String text =
                "x".repeat(200_000) + " IDENTIFIED BY '" + "y\\'".repeat(100_000) + "' " + " password".repeat(20_000);
        assertThat(StatementSecrets.masked(text)).hasSizeLessThan(400_000).doesNotContain("y");
    }
}
