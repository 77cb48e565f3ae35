package dev.coffer.identity.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.identity.Identity.Credentials;
import dev.coffer.identity.Throttled;
import dev.coffer.identity.Tokens.Issued;
import dev.coffer.identity.Tokens.Login;
import dev.coffer.identity.Tokens.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalIdentityTest {
    private static final Optional<Scope> ADMIN = Optional.of(new Scope("admin", false));

    @TempDir
    Path home;

    private Path control;
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private LocalIdentity identity;

    @BeforeEach
    void open() throws IOException {
        control = home.resolve("control");
        identity = reopened();
    }

    private LocalIdentity reopened() throws IOException {
        return LocalIdentity.open(control, Duration.ofHours(1), () -> now);
    }

    private String read(String file) throws IOException {
        return Files.readString(control.resolve(file)).strip();
    }

    private Issued login(String password, Optional<Scope> scope) {
        return identity.issue(new Login.Password("admin", false, password, "192.0.2.1"), scope);
    }

    private Caller by(String token) {
        return identity.authenticate(new Credentials.Token(token));
    }

    private void refused(String token) {
        assertThatThrownBy(() -> by(token))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAUTHORIZED));
    }

    @Test
    void first_start_makes_an_administrator_only_the_owner_can_read() throws IOException {
        for (String file : new String[] {"users.yaml", "admin-secret", "admin-token", "token-key"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control)))
                .isEqualTo("rwx------");
        assertThat(read("users.yaml")).doesNotContain(read("admin-secret")).doesNotContain(read("admin-token"));
        Caller caller = by(login(read("admin-secret"), ADMIN).token());
        assertThat(caller.isAdmin()).isTrue();
        assertThat(caller.projectId()).matches("[0-9a-f]{32}");
    }

    @Test
    void a_later_start_changes_nothing() throws IOException {
        String token = login(read("admin-secret"), ADMIN).token();
        String users = read("users.yaml");
        identity = reopened();
        assertThat(read("users.yaml")).isEqualTo(users);
        assertThat(by(token).userName()).isEqualTo("admin");
    }

    @Test
    void a_first_start_that_was_cut_off_is_done_again() throws IOException {
        Files.delete(control.resolve("users.yaml"));
        identity = reopened();
        assertThat(login(read("admin-secret"), ADMIN).userName()).isEqualTo("admin");
    }

    @Test
    void tokens_end_when_they_run_out_or_are_revoked() throws IOException {
        String first = login(read("admin-secret"), ADMIN).token();
        String second = login(read("admin-secret"), ADMIN).token();
        identity.revoke(first);
        refused(first);
        identity = reopened();
        refused(first);
        assertThat(by(second).isAdmin()).isTrue();
        now = now.plus(Duration.ofMinutes(61));
        refused(second);
    }

    @Test
    void tokens_end_when_password_or_roles_change() throws IOException {
        String token = login(read("admin-secret"), ADMIN).token();
        String users = read("users.yaml");
        Files.writeString(control.resolve("users.yaml"), users.replace("- \"admin\"\n", "- \"member\"\n"));
        refused(token);
        Caller caller = by(login(read("admin-secret"), ADMIN).token());
        assertThat(caller.isAdmin()).isFalse();
        assertThat(by(read("admin-token")).roles()).containsExactly("member");
        Files.writeString(control.resolve("users.yaml"), users.replaceAll("admin:\\s+- \"admin\"\n", "admin: []\n"));
        refused(read("admin-token"));
    }

    @Test
    void a_users_file_that_cannot_be_read_leaves_users_as_they_were() throws IOException {
        String token = login(read("admin-secret"), ADMIN).token();
        String users = read("users.yaml");
        Files.writeString(control.resolve("users.yaml"), users + "\nnonsense: true\n");
        assertThat(by(token).isAdmin()).isTrue();
        assertThatThrownBy(this::reopened).isInstanceOf(IOException.class).hasMessageContaining("users.yaml");
        Files.writeString(control.resolve("users.yaml"), users.replaceAll("password: .*", "password: \"clear\""));
        assertThatThrownBy(this::reopened).hasMessageContaining("not a bcrypt hash");
    }

    @Test
    void forged_and_mangled_tokens_are_refused() throws IOException {
        String token = login(read("admin-secret"), ADMIN).token();
        int dot = token.indexOf('.');
        for (String forged : new String[] {
            "",
            ".",
            "x.y",
            token.substring(0, dot) + ".",
            token.substring(0, dot + 1) + "AAAA",
            "A" + token,
            token + "A",
            token.substring(1),
            "\u0000",
            "é.ü",
            "x".repeat(100_000)
        }) {
            refused(forged);
        }
    }

    @Test
    void a_token_without_a_project_only_leads_to_others() throws IOException {
        Issued unscoped = login(read("admin-secret"), Optional.empty());
        assertThat(unscoped.project()).isNull();
        refused(unscoped.token());
        now = now.plusSeconds(600);
        Issued scoped = identity.issue(new Login.ByToken(unscoped.token()), ADMIN);
        assertThat(by(scoped.token()).isAdmin()).isTrue();
        assertThat(scoped.expires()).as("not renewed").isEqualTo(unscoped.expires());
    }

    @Test
    void basic_credentials_need_a_role_on_the_project() throws IOException {
        String project = identity.projects().getFirst().id();
        Credentials.Basic right = new Credentials.Basic("admin", read("admin-secret"), project, "192.0.2.1");
        assertThat(identity.authenticate(right).isAdmin()).isTrue();
        assertThat(identity.authenticate(right).isAdmin()).isTrue();
        Credentials.Basic elsewhere = new Credentials.Basic("admin", read("admin-secret"), "f".repeat(32), "192.0.2.1");
        assertThatThrownBy(() -> identity.authenticate(elsewhere))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN));
        assertThat(right.toString()).doesNotContain(right.password());
    }

    @Test
    void guessing_is_slowed_down_per_user_and_source() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> login("guess", ADMIN)).isInstanceOf(Fault.class);
        }
        String secret = read("admin-secret");
        assertThatThrownBy(() -> login(secret, ADMIN))
                .isInstanceOfSatisfying(
                        Throttled.class,
                        throttled -> assertThat(throttled.retryAfter())
                                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2)));
        assertThat(identity.issue(new Login.Password("admin", false, secret, "192.0.2.2"), ADMIN)
                        .userName())
                .isEqualTo("admin");
        now = now.plusSeconds(2);
        assertThat(login(secret, ADMIN).userName()).isEqualTo("admin");
        assertThatThrownBy(() -> login("guess", ADMIN))
                .as("counting begins anew")
                .isInstanceOf(Fault.class);
        assertThat(login(secret, ADMIN).userName()).isEqualTo("admin");
    }

    @Test
    void unknown_users_are_answered_like_wrong_passwords() {
        assertThatThrownBy(() -> login("guess", ADMIN)).hasMessage("The user name or password is wrong.");
        assertThatThrownBy(() -> identity.issue(
                        new Login.Password("nobody", false, "x".repeat(100_000), "192.0.2.3"), Optional.empty()))
                .hasMessage("The user name or password is wrong.");
    }

    @Test
    void checking_a_token_costs_little() throws IOException {
        String token = login(read("admin-secret"), ADMIN).token();
        for (int i = 0; i < 2000; i++) {
            by(token);
        }
        long started = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            by(token);
        }
        Duration each = Duration.ofNanos((System.nanoTime() - started) / 1000);
        assertThat(each).as("bcrypt would take a hundred times as long").isLessThan(Duration.ofMillis(2));
    }
}
