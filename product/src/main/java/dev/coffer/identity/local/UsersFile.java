package dev.coffer.identity.local;

import dev.coffer.identity.Tokens.Project;
import dev.coffer.identity.local.Directory.StaticToken;
import dev.coffer.identity.local.Directory.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code users.yaml}: reads it strictly, writes the first one. */
final class UsersFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path path;

    UsersFile(Path path) {
        this.path = path;
    }

    /** The file as written. */
    record Content(
            @Nullable List<ProjectEntry> projects,
            @Nullable List<UserEntry> users,
            @Nullable List<TokenEntry> tokens) {}

    record ProjectEntry(@Nullable String id, @Nullable String name) {}

    /** @param roles by project name */
    record UserEntry(
            @Nullable String id,
            @Nullable String name,
            @Nullable String password,
            @Nullable Map<String, List<String>> roles,
            @Nullable Boolean enabled) {}

    record TokenEntry(
            @Nullable String name,
            @Nullable String hash,
            @Nullable String user,
            @Nullable String project) {}

    /** The file cannot be used; the message says where. */
    static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    void write(Content content) throws IOException {
        String head = """
                # Who may use Coffer. Read again when it changes; a change of password or roles ends the user's tokens.
                # password: a bcrypt hash, e.g. of `htpasswd -nBC 10 NAME`; tokens: hash is the SHA-256 in hex.
                """;
        OwnerFile.write(path, head + YAML.writeValueAsString(content));
    }

    Directory read() throws IOException, Invalid {
        Content content;
        try {
            content = YAML.readValue(Files.readString(path), Content.class);
        } catch (JacksonException e) {
            throw new Invalid("%s is not valid: %s.".formatted(path, reason(e)));
        }
        if (content == null) {
            throw new Invalid("%s is empty.".formatted(path));
        }
        return directory(content);
    }

    /** The exception's own message may quote the file, which holds hashes. */
    private static String reason(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "the key %s is unknown".formatted(unknown.getPropertyName());
        }
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        return line < 1 ? "it has a value of the wrong kind" : "look at line %d".formatted(line);
    }

    private Directory directory(Content content) throws Invalid {
        List<Project> projects = new ArrayList<>();
        for (ProjectEntry entry : list(content.projects())) {
            String id = required(entry.id(), "a project's id");
            if (!id.matches("[0-9a-f]{32}")) {
                throw new Invalid("%s: the project id %s is not 32 hex digits in lower case.".formatted(path, id));
            }
            projects.add(new Project(id, required(entry.name(), "a project's name")));
        }
        requireUnique(projects.stream().map(Project::id).toList(), "project id");
        requireUnique(projects.stream().map(Project::name).toList(), "project name");
        Map<String, Project> byName = Directory.index(projects, Project::name);

        List<User> users = new ArrayList<>();
        for (UserEntry entry : list(content.users())) {
            users.add(user(entry, byName));
        }
        requireUnique(users.stream().map(User::id).toList(), "user id");
        requireUnique(users.stream().map(User::name).toList(), "user name");
        Map<String, User> usersByName = Directory.index(users, User::name);

        List<StaticToken> tokens = new ArrayList<>();
        for (TokenEntry entry : list(content.tokens())) {
            String name = required(entry.name(), "a token's name");
            User user = known(usersByName, entry.user(), "user of token " + name);
            Project project = known(byName, entry.project(), "project of token " + name);
            tokens.add(new StaticToken(name, required(entry.hash(), "the hash of a token"), user.id(), project.id()));
        }
        return new Directory(projects, users, tokens);
    }

    private User user(UserEntry entry, Map<String, Project> projects) throws Invalid {
        String name = required(entry.name(), "a user's name");
        String hash = required(entry.password(), "the password hash of user " + name);
        if (!hash.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}")) {
            throw new Invalid("%s: the password of user %s is not a bcrypt hash.".formatted(path, name));
        }
        Map<String, Set<String>> roles = new HashMap<>();
        Map<String, Set<String>> ordered = new TreeMap<>();
        for (Map.Entry<String, List<String>> each :
                (entry.roles() == null ? Map.<String, List<String>>of() : entry.roles()).entrySet()) {
            Project project = known(projects, each.getKey(), "project in the roles of user " + name);
            roles.put(project.id(), Set.copyOf(each.getValue()));
            ordered.put(project.id(), new TreeSet<>(each.getValue()));
        }
        boolean enabled = entry.enabled() == null || entry.enabled();
        String id = required(entry.id(), "the id of user " + name);
        if (!id.matches("[0-9A-Za-z_-]{1,64}")) {
            throw new Invalid("%s: the id of user %s may have letters, digits, - and _ only.".formatted(path, name));
        }
        String fingerprint = Digests.sha256(String.join("\n", id, hash, ordered.toString(), "" + enabled));
        return new User(id, name, hash, roles, enabled, fingerprint.substring(0, 32));
    }

    private <T> T known(Map<String, T> items, @Nullable String key, String what) throws Invalid {
        T item = items.get(required(key, "the " + what));
        if (item == null) {
            throw new Invalid("%s: the %s, %s, is not in the file.".formatted(path, what, key));
        }
        return item;
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    private String required(@Nullable String value, String what) throws Invalid {
        if (value == null || value.isBlank()) {
            throw new Invalid("%s: %s is missing.".formatted(path, what));
        }
        return value;
    }

    private void requireUnique(List<String> values, String what) throws Invalid {
        Set<String> seen = new TreeSet<>();
        for (String value : values) {
            if (!seen.add(value)) {
                throw new Invalid("%s: the %s %s is there twice.".formatted(path, what, value));
            }
        }
    }
}
