package dev.coffer.cli.credentials;

import dev.coffer.cli.client.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The user's {@code clouds.yaml}, found where OpenStack's clients find it, with {@code secure.yaml} merged in: the first file that
 * exists counts, files are not combined.
 */
final class CloudsFile {
    static final LoadSettings SETTINGS = LoadSettings.builder().build();
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final int DEEPEST = 50;
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
        return e instanceof MarkedYamlEngineException marked
                ? marked.getProblemMark()
                        .map(mark -> "line %d, column %d".formatted(mark.getLine() + 1, mark.getColumn() + 1))
                        .orElse("not a place but the whole")
                : "its size or nesting";
    }

    /** All scalars as strings, so that a password of digits stays what it is; what is null is left out. */
    static Map<String, Object> parse(String text) {
        return map(new Compose(SETTINGS)
                .composeString(text)
                .map(node -> value(node, 0))
                .orElse(null));
    }

    private static @Nullable Object value(Node node, int depth) {
        if (depth > DEEPEST) {
            throw new YamlEngineException("The nesting is too deep.");
        }
        return switch (node) {
            case MappingNode mapping -> mapping(mapping, depth);
            case SequenceNode sequence ->
                sequence.getValue().stream()
                        .map(item -> value(item, depth + 1))
                        .filter(Objects::nonNull)
                        .toList();
            case ScalarNode scalar -> isNull(scalar) ? null : scalar.getValue();
            default -> null;
        };
    }

    /** Applies {@code <<: *other}, which the YAML 1.1 readers of other clients know; own members count more. */
    private static Map<String, Object> mapping(MappingNode node, int depth) {
        Map<String, Object> merged = new LinkedHashMap<>();
        Map<String, Object> own = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Object value = value(tuple.getValueNode(), depth + 1);
            String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            if (key.equals("<<")) {
                List<?> sources = value instanceof List<?> list ? list : List.of(map(value));
                sources.forEach(source -> map(source).forEach(merged::putIfAbsent));
            } else if (value != null) {
                own.put(key, value);
            }
        }
        merged.putAll(own);
        return merged;
    }

    private static boolean isNull(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.PLAIN && NULLS.contains(scalar.getValue());
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
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
