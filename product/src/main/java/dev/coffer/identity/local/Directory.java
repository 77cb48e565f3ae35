package dev.coffer.identity.local;

import dev.coffer.identity.Tokens.Project;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The content of the users file at one moment: projects, users, their roles, static tokens. */
record Directory(List<Project> projects, List<User> users, List<StaticToken> staticTokens) {

    /**
     * @param passwordHash bcrypt
     * @param roles by project id
     * @param fingerprint changes with password and roles; tokens carry it
     */
    record User(
            String id,
            String name,
            String passwordHash,
            Map<String, Set<String>> roles,
            boolean enabled,
            String fingerprint) {
        User {
            roles = Map.copyOf(roles);
        }

        Set<String> rolesOn(String projectId) {
            return roles.getOrDefault(projectId, Set.of());
        }

        /** One where this user is an administrator, or else any; empty without a role. */
        String foremostProject() {
            return roles.entrySet().stream()
                    .filter(project -> !project.getValue().isEmpty())
                    .min(Comparator.comparing((Map.Entry<String, Set<String>> project) ->
                                    !project.getValue().contains("admin"))
                            .thenComparing(Map.Entry::getKey))
                    .map(Map.Entry::getKey)
                    .orElse("");
        }

        @Override
        public String toString() {
            return "User[" + name + "]";
        }
    }

    /** A token that is valid until it is taken out of the file. */
    record StaticToken(String name, String hash, String userId, String projectId) {
        @Override
        public String toString() {
            return "StaticToken[" + name + "]";
        }
    }

    Directory {
        projects = projects.stream().sorted(Comparator.comparing(Project::name)).toList();
        users = List.copyOf(users);
        staticTokens = List.copyOf(staticTokens);
    }

    Optional<User> user(String idOrName, boolean byId) {
        return users.stream()
                .filter(User::enabled)
                .filter(user -> (byId ? user.id() : user.name()).equals(idOrName))
                .findFirst();
    }

    Optional<Project> project(String idOrName, boolean byId) {
        return projects.stream()
                .filter(project -> (byId ? project.id() : project.name()).equals(idOrName))
                .findFirst();
    }

    Optional<StaticToken> staticToken(String hash) {
        return staticTokens.stream().filter(token -> token.hash().equals(hash)).findFirst();
    }

    static <T> Map<String, T> index(List<T> items, Function<T, String> key) {
        return items.stream().collect(Collectors.toMap(key, Function.identity(), (first, second) -> first));
    }
}
