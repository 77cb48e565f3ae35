package dev.coffer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificateAuthorityTest {
    private static final String ID = "11111111-2222-3333-4444-555555555555";

    @TempDir
    Path directory;

    @Test
    void it_is_made_once_and_found_again() {
        CertificateAuthority made = CertificateAuthority.open(directory.resolve("control/ca"));
        CertificateAuthority found = CertificateAuthority.open(directory.resolve("control/ca"));

        assertThat(found.certificate()).isEqualTo(made.certificate());
        assertThat(found.certificate().getNotAfter().toInstant())
                .isAfter(Instant.now().plus(Duration.ofDays(3640)));
    }

    @Test
    void the_key_is_readable_by_its_owner_only() throws Exception {
        CertificateAuthority.open(directory.resolve("ca"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca/ca.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca"))))
                .isEqualTo("rwx------");
    }

    @Test
    void what_a_crash_left_of_a_first_start_is_cleared_away() throws Exception {
        Path draft = Files.createDirectory(directory.resolve("ca.draft-123"));
        Files.writeString(draft.resolve("ca.key"), "half");

        CertificateAuthority.open(directory.resolve("ca"));

        assertThat(draft).doesNotExist();
        assertThat(directory.resolve("ca/ca.pem")).exists();
    }

    @Test
    void a_damaged_authority_is_refused_and_not_replaced() throws Exception {
        CertificateAuthority.open(directory.resolve("ca"));
        Files.writeString(directory.resolve("ca/ca.key"), "nothing");

        assertThatThrownBy(() -> CertificateAuthority.open(directory.resolve("ca")))
                .hasMessageContaining("Restore the directory");
    }

    @Test
    void a_certificate_carries_name_addresses_and_use() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        KeyPair pair = Credentials.newKey();

        X509Certificate agent = authority.issue(
                pair.getPublic(), ID, List.of("127.0.0.5", "localhost"), CertificateAuthority.Usage.AGENT);
        X509Certificate engine =
                authority.issue(pair.getPublic(), ID, List.of("127.0.0.5"), CertificateAuthority.Usage.SERVER);

        agent.verify(authority.certificate().getPublicKey());
        assertThat(Credentials.commonName(agent)).contains(ID);
        assertThat(agent.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(7, "127.0.0.5"), List.of(2, "localhost"));
        assertThat(Credentials.isAgent(agent)).isTrue();
        assertThat(Credentials.isAgent(engine)).isFalse();
    }

    @Test
    void no_certificate_outlives_the_authority() {
        Path home = directory.resolve("ca");
        CertificateAuthority.open(home);
        Instant later = Instant.now().plus(Duration.ofDays(2000));
        CertificateAuthority authority = CertificateAuthority.open(home, InstantSource.fixed(later));

        X509Certificate leaf =
                authority.issue(Credentials.newKey().getPublic(), ID, List.of(), CertificateAuthority.Usage.SERVER);

        assertThat(leaf.getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
    }

    @Test
    void a_name_that_would_change_the_subject_is_refused() {
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));

        assertThatThrownBy(() -> authority.issue(
                        Credentials.newKey().getPublic(), "a,O=b", List.of(), CertificateAuthority.Usage.SERVER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_and_certificates_survive_the_way_through_pem() throws Exception {
        CertificateAuthority authority = CertificateAuthority.open(directory.resolve("ca"));
        KeyPair pair = Credentials.newKey();

        assertThat(Pem.privateKey(Pem.of(pair.getPrivate()))).isEqualTo(pair.getPrivate());
        assertThat(Pem.publicKey(Pem.base64(pair.getPublic()))).isEqualTo(pair.getPublic());
        assertThat(Pem.certificate(authority.pem())).isEqualTo(authority.certificate());
    }
}
