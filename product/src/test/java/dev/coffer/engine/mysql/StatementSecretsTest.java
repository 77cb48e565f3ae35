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

    @Test
    void a_long_text_is_masked_in_one_go() {
        String text =
                "x".repeat(200_000) + " IDENTIFIED BY '" + "y\\'".repeat(100_000) + "' " + " password".repeat(20_000);
        assertThat(StatementSecrets.masked(text)).hasSizeLessThan(400_000).doesNotContain("y");
    }
}
