package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Tls;
import dev.coffer.model.Instance;
import dev.coffer.trust.CertificateAuthority;
import dev.coffer.trust.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TlsResourceTest {
    @TempDir
    Path directory;

    private Stage stage;
    private Instance instance;

    @BeforeEach
    void open() {
        stage = new Stage(directory);
        instance = stage.primary("db");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private String path() {
        return "/instances/" + instance.id() + "/ssl";
    }

    @Test
    void encryption_is_shown_with_its_certificate_when_that_is_wanted() throws IOException {
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        stage.agents.tls = new Tls(
                true, Pem.of(authority.serve("db-1", List.of("127.0.0.9")).certificate()));

        assertThat(stage.member("GET", path()).bodyText())
                .isEqualTo("{\"ssl\":{\"status\":\"on\",\"mode\":\"builtin\"}}");
        JsonNode certificate = Stage.json(stage.member("GET", path() + "?include_certificate=True"))
                .path("ssl")
                .path("certificate");
        assertThat(certificate.path("cn").asString()).isEqualTo("db-1");
        assertThat(certificate.path("san").toString()).contains("127.0.0.9");
        assertThat(certificate.path("expire_at").asString()).matches("20\\d\\d-.*T.*\\.\\d{6}");
        assertThat(certificate.path("payload").asString()).startsWith("-----BEGIN CERTIFICATE-----\n");
    }

    @Test
    void what_is_no_certificate_is_not_shown() {
        stage.agents.tls = new Tls(true, "root:x:0:0:");
        assertThat(stage.member("GET", path() + "?include_certificate=1").bodyText())
                .isEqualTo("{\"ssl\":{\"status\":\"on\",\"mode\":\"builtin\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {} | 400 | 'ssl' is a required property
            {'ssl':{}} | 400 | Exactly one
            {'ssl':{'enable':true,'rollback':true,'container_ref':'x'}} | 400 | Exactly one
            {'ssl':{'enable':'yes'}} | 400 | is not of type 'boolean'
            {'ssl':{'enable':true}} | 400 | container_ref
            {'ssl':{'enable':true,'container_ref':'x','mode':'some'}} | 400 | is not one of
            {'ssl':{'enable':true,'container_ref':'x'}} | 501 | no key manager
            {'ssl':{'disable':true}} | 422 | Not supported
            {'ssl':{'rollback':true}} | 422 | nothing to roll back
            """)
    void changes_are_checked_and_refused_with_a_reason(String body, int status, String message) {
        Response response = stage.member("POST", path(), body.replace('\'', '"'));
        assertThat(response.status()).as(response.bodyText()).isEqualTo(status);
        assertThat(Stage.message(response)).contains(message);
    }

    @Test
    void another_projects_instance_is_not_found() {
        String theirs = "/v1.0/" + Stage.STRANGERS + path();
        assertThat(stage.call("member:" + Stage.STRANGERS, "GET", theirs, "").status())
                .isEqualTo(404);
    }
}
