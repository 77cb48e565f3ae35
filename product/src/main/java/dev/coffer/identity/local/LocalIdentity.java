package dev.coffer.identity.local;

import dev.coffer.fault.Fault;
import dev.coffer.identity.Caller;
import dev.coffer.identity.Identity;
import dev.coffer.identity.Tokens;
import dev.coffer.identity.local.Directory.StaticToken;
import dev.coffer.identity.local.Directory.User;
import dev.coffer.identity.local.TokenSigner.Claims;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Identity from {@code users.yaml} in the control directory.
 *
 * <p>The first start makes project {@code admin} with user {@code admin}; its password is in {@code admin-secret} and a static token
 * in {@code admin-token}, which only the owner can read.
 */
public final class LocalIdentity implements Identity, Tokens {
    private final WatchedDirectory directory;
    private final TokenSigner signer;
    private final Revocations revocations;
    private final Passwords passwords = new Passwords();
    private final Throttle throttle;
    private final RecentLogins recent;
    private final Duration lifetime;
    private final InstantSource clock;

    private LocalIdentity(Path control, Duration lifetime, InstantSource clock) throws IOException, UsersFile.Invalid {
        this.directory = new WatchedDirectory(control.resolve("users.yaml"));
        byte[] key = Files.readString(control.resolve("token-key")).strip().getBytes(StandardCharsets.UTF_8);
        if (key.length < 32) {
            throw new UsersFile.Invalid(
                    "%s is damaged; remove it, and a new one is made.".formatted(control.resolve("token-key")));
        }
        this.signer = new TokenSigner(key);
        this.revocations = new Revocations(control.resolve("revoked-tokens"), clock);
        this.throttle = new Throttle(clock);
        this.recent = new RecentLogins(key, clock);
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /**
     * @param control directory of the users file; made when it is not there
     * @throws IOException also when the users file cannot be used; the message says why
     */
    public static LocalIdentity open(Path control, Duration tokenLifetime, InstantSource clock) throws IOException {
        new FirstStart(control).complete(new UsersFile(control.resolve("users.yaml")));
        try {
            return new LocalIdentity(control, tokenLifetime, clock);
        } catch (UsersFile.Invalid e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public Optional<Tokens> tokens() {
        return Optional.of(this);
    }

    @Override
    public Caller authenticate(Credentials credentials) {
        return switch (credentials) {
            case Credentials.Token token -> byToken(token.token());
            case Credentials.Basic basic -> byPassword(basic);
        };
    }

    private Caller byToken(String token) {
        Issued issued = find(token).orElseThrow(() -> unauthorized("The token is not valid (any more)."));
        Project project = issued.project();
        if (project == null) {
            throw unauthorized("The token is not for a project; ask for one with a scope.");
        }
        return new Caller(issued.userId(), issued.userName(), project.id(), project.name(), issued.roles());
    }

    private Caller byPassword(Credentials.Basic basic) {
        User user = login(basic.user(), false, basic.password(), basic.source());
        String projectId =
                basic.projectId().equals(Credentials.Basic.ANY_PROJECT) ? user.foremostProject() : basic.projectId();
        Set<String> roles = user.rolesOn(projectId);
        Project project = directory.current().project(projectId, true).orElse(null);
        if (project == null || roles.isEmpty()) {
            throw Fault.forbidden("User %s cannot access this project.".formatted(user.name()));
        }
        return new Caller(user.id(), user.name(), project.id(), project.name(), roles);
    }

    @Override
    public Issued issue(Login login, Optional<Scope> scope) {
        return switch (login) {
            case Login.Password password ->
                issue(
                        login(password.user(), password.byId(), password.password(), password.source()),
                        List.of("password"),
                        scope,
                        clock.instant().plus(lifetime));
            case Login.ByToken earlier -> {
                Issued old =
                        find(earlier.token()).orElseThrow(() -> unauthorized("The token is not valid (any more)."));
                User user = directory.current().user(old.userId(), true).orElseThrow(LocalIdentity::wrongPassword);
                Instant latest = clock.instant().plus(lifetime);
                Instant expires = old.expires().isBefore(latest) ? old.expires() : latest;
                yield issue(user, List.of("token"), scope, expires);
            }
            case Login.ApplicationCredential application -> issue(application, scope);
        };
    }

    /** A static token under its name; it is what is given out, so that taking it out of the file ends all that was begun with it. */
    private Issued issue(Login.ApplicationCredential application, Optional<Scope> scope) {
        Issued known = fromStatic(application.secret())
                .filter(found -> found.auditId().equals(application.id()))
                .orElseThrow(() -> unauthorized("The application credential is not valid (any more)."));
        Project own = known.project();
        boolean elsewhere = scope.filter(
                        wanted -> own == null || !wanted.project().equals(wanted.byId() ? own.id() : own.name()))
                .isPresent();
        if (elsewhere) {
            throw unauthorized("The application credential is for another project; ask without a scope.");
        }
        return known;
    }

    private User login(String name, boolean byId, String password, String source) {
        Optional<User> found = directory.current().user(name, byId);
        if (found.filter(user -> recent.knows(user, password)).isPresent()) {
            return found.get();
        }
        throttle.require(name, source);
        boolean right =
                found.isPresent() && passwords.verify(password, found.get().passwordHash());
        if (found.isEmpty()) {
            passwords.pretend(password);
        }
        if (!right) {
            throttle.failed(name, source);
            throw wrongPassword();
        }
        throttle.succeeded(name, source);
        recent.remember(found.get(), password);
        return found.get();
    }

    private Issued issue(User user, List<String> methods, Optional<Scope> scope, Instant expires) {
        String projectId = scope.map(wanted -> directory
                        .current()
                        .project(wanted.project(), wanted.byId())
                        .filter(project -> !user.rolesOn(project.id()).isEmpty())
                        .orElseThrow(() -> unauthorized("The user has no role on the project."))
                        .id())
                .orElse("");
        Claims claims = new Claims(
                UUID.randomUUID().toString().replace("-", ""),
                user.id(),
                projectId,
                methods,
                user.fingerprint(),
                clock.instant(),
                expires);
        return find(signer.sign(claims)).orElseThrow(LocalIdentity::wrongPassword);
    }

    @Override
    public Issued inspect(String token) {
        return find(token).orElseThrow(() -> Fault.notFound("The token is not valid (any more)."));
    }

    private Optional<Issued> find(String token) {
        return signer.verify(token).map(claims -> fromClaims(token, claims)).orElseGet(() -> fromStatic(token));
    }

    private Optional<Issued> fromClaims(String token, Claims claims) {
        Directory now = directory.current();
        Optional<User> user = now.user(claims.userId(), true)
                .filter(found -> found.fingerprint().equals(claims.fingerprint()));
        boolean scoped = !claims.projectId().isEmpty();
        Optional<Project> project = now.project(claims.projectId(), true);
        if (user.isEmpty()
                || !clock.instant().isBefore(claims.expires())
                || revocations.contains(claims.id())
                || (scoped && project.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Issued(
                token,
                claims.id(),
                user.get().id(),
                user.get().name(),
                project.orElse(null),
                user.get().rolesOn(claims.projectId()),
                claims.methods(),
                claims.issued(),
                claims.expires()));
    }

    /** Looked up by hash, so the time this takes says nothing of the token. */
    private Optional<Issued> fromStatic(String token) {
        Directory now = directory.current();
        Optional<StaticToken> known = now.staticToken(Digests.sha256(token));
        Optional<User> user = known.flatMap(found -> now.user(found.userId(), true));
        Optional<Project> project = known.flatMap(found -> now.project(found.projectId(), true));
        if (user.isEmpty()
                || project.isEmpty()
                || user.get().rolesOn(project.get().id()).isEmpty()) {
            return Optional.empty();
        }
        Instant issued = clock.instant();
        return Optional.of(new Issued(
                token,
                known.get().name(),
                user.get().id(),
                user.get().name(),
                project.get(),
                user.get().rolesOn(project.get().id()),
                List.of("token"),
                issued,
                issued.plus(lifetime)));
    }

    /** A static token is revoked by taking it out of the file. */
    @Override
    public void revoke(String token) {
        Claims claims = signer.verify(token)
                .orElseThrow(() -> Fault.forbidden("This token can only be revoked in the users file."));
        revocations.add(claims.id(), claims.expires());
    }

    @Override
    public List<Project> projectsOf(String userId) {
        Directory now = directory.current();
        Optional<User> user = now.user(userId, true);
        return now.projects().stream()
                .filter(project -> user.filter(
                                found -> !found.rolesOn(project.id()).isEmpty())
                        .isPresent())
                .toList();
    }

    @Override
    public List<Project> projects() {
        return directory.current().projects();
    }

    private static Fault wrongPassword() {
        return unauthorized("The user name or password is wrong.");
    }

    private static Fault unauthorized(String message) {
        return new Fault(Fault.Kind.UNAUTHORIZED, message);
    }
}
