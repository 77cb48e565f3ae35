package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * The user's {@code clouds.yaml}, found where OpenStack's clients find it, with {@code secure.yaml} merged in: the first file that
 * exists counts, files are not combined.
 */
final class CloudsFile {
    private static final List<String> SUFFIXES = List.of(".yaml", ".yml", ".json");

    private final Path path;
    private final Map<String, Object> clouds;

    private CloudsFile(Path path, Map<String, Object> clouds) {
        this.path = path;
        this.clouds = clouds;
    }

    static Optional<CloudsFile> find(Environment environment) {
        Optional<Path> path = first(environment, "clouds", "OS_CLIENT_CONFIG_FILE");
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> clouds = clouds(path.get());
        Optional<Path> secure = first(environment, "secure", "OS_CLIENT_SECURE_FILE");
        Map<String, Object> merged = secure.isPresent() ? merge(clouds, clouds(secure.get())) : clouds;
        return Optional.of(new CloudsFile(path.get(), merged));
    }

    private static Optional<Path> first(Environment environment, String name, String variable) {
        List<Path> candidates = new ArrayList<>();
        environment.variable(variable).map(environment::path).ifPresent(candidates::add);
        for (Path directory : directories(environment)) {
            SUFFIXES.forEach(suffix -> candidates.add(directory.resolve(name + suffix)));
        }
        return candidates.stream().filter(Files::isRegularFile).findFirst();
    }

    static List<Path> directories(Environment environment) {
        return List.of(
                environment.directory(),
                environment.configurationDirectory().resolve("openstack"),
                environment.home().resolve(".config/openstack"),
                Path.of("/etc/openstack"));
    }

    private static Map<String, Object> clouds(Path path) {
        try {
            return map(parse(Files.readString(path)).get("clouds"));
        } catch (IOException e) {
            throw Failure.usage("%s cannot be read.".formatted(path), "Check who may read it.");
        } catch (YamlEngineException e) {
            throw Failure.usage("%s is not proper YAML.".formatted(path), "Correct it; its problem is: " + place(e));
        }
    }

    /** The message quotes the line, which may hold a password, so only the place is told. */
    private static String place(YamlEngineException e) {
        return e instanceof org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException marked
                ? marked.getProblemMark()
                        .map(mark -> "line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1))
                        .orElse("not a place but the whole")
                : "its size or nesting";
    }

    /** All scalars as strings, so that a password of digits stays what it is. */
    static Map<String, Object> parse(String text) {
        LoadSettings settings =
                LoadSettings.builder().setSchema(new FailsafeSchema()).build();
        return map(withoutMergeKeys(new Load(settings).loadFromString(text)));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Applies {@code <<: *other}, which the YAML 1.1 readers of other clients know. */
    private static @org.jspecify.annotations.Nullable Object withoutMergeKeys(
            @org.jspecify.annotations.Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(CloudsFile::withoutMergeKeys).toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> result = new LinkedHashMap<>();
        Object merged = map.get("<<");
        List<?> sources = merged instanceof List<?> list ? list : merged == null ? List.of() : List.of(merged);
        for (Object source : sources.reversed()) {
            result.putAll(map(withoutMergeKeys(source)));
        }
        map.forEach((key, member) -> {
            Object plain = withoutMergeKeys(member);
            if (plain != null && !"<<".equals(key)) {
                result.put(String.valueOf(key), plain);
            }
        });
        return result;
    }

    private static Map<String, Object> merge(Map<String, Object> base, Map<String, Object> over) {
        Map<String, Object> result = new LinkedHashMap<>(base);
        over.forEach((key, value) -> result.merge(
                key,
                value,
                (mine, theirs) -> mine instanceof Map<?, ?> && theirs instanceof Map<?, ?>
                        ? merge(map(mine), map(theirs))
                        : theirs));
        return result;
    }

    Path path() {
        return path;
    }

    Set<String> names() {
        return clouds.keySet();
    }

    /** The entry as settings: what is under {@code auth} and what is beside it. */
    Optional<Map<String, String>> entry(String name) {
        if (!clouds.containsKey(name)) {
            return Optional.empty();
        }
        Map<String, String> settings = new LinkedHashMap<>();
        Map<String, Object> entry = map(clouds.get(name));
        addScalars(entry, settings);
        addScalars(map(entry.get("auth")), settings);
        return Optional.of(settings);
    }

    static void addScalars(Map<String, Object> from, Map<String, String> to) {
        from.forEach((key, value) -> {
            if (value instanceof String text) {
                to.put(key.replace('-', '_'), text);
            }
        });
    }
}
