package dev.coffer.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code policy.yaml} as it is now. While a change of it cannot be used, the rules stay as they were. */
final class PolicyFile {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);
    private static final int LARGEST = 1 << 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Tells one state of the file from another. */
    private record Stamp(
            @Nullable FileTime modified,
            long size,
            @Nullable Object key) {
        static final Stamp NO_FILE = new Stamp(null, -1, null);
    }

    /** @param trouble why the rules are not those of the file; null when they are */
    private record Seen(Stamp stamp, Rules rules, @Nullable Trouble trouble) {}

    /** What is wrong with the file, since it was seen. */
    record Trouble(Instant since, String sentence) {}

    private final Path path;
    private final InstantSource clock;
    private volatile Seen seen;
    private volatile Instant nextLook;

    /** @throws InvalidPolicy when there is a file that cannot be used */
    PolicyFile(Path path, InstantSource clock) throws InvalidPolicy {
        this.path = path;
        this.clock = clock;
        this.nextLook = clock.instant().plus(BETWEEN_LOOKS);
        Stamp stamp = stamp();
        this.seen = new Seen(stamp, read(stamp), null);
    }

    Rules rules() {
        return current().rules();
    }

    Optional<Trouble> trouble() {
        return Optional.ofNullable(current().trouble());
    }

    private Seen current() {
        Instant now = clock.instant();
        return now.isBefore(nextLook) ? seen : look(now);
    }

    private synchronized Seen look(Instant now) {
        nextLook = now.plus(BETWEEN_LOOKS);
        Stamp stamp = stamp();
        if (stamp.equals(seen.stamp())) {
            return seen;
        }
        try {
            seen = new Seen(stamp, read(stamp), null);
            LOG.info(stamp.equals(Stamp.NO_FILE) ? "{} is gone; the default rules hold" : "{} was read again", path);
        } catch (InvalidPolicy e) {
            String sentence = "%s%nThe rules are as they were until it is mended.".formatted(e.getMessage());
            LOG.error("{}", sentence);
            seen = new Seen(stamp, seen.rules(), new Trouble(now, sentence.replaceAll("\\s+", " ")));
        }
        return seen;
    }

    /** One that cannot be looked at is another one than before, and reading it says why. */
    private Stamp stamp() {
        if (!Files.exists(path)) {
            return Stamp.NO_FILE;
        }
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), Objects.toString(attributes.fileKey()));
        } catch (IOException e) {
            return new Stamp(null, 0, null);
        }
    }

    private Rules read(Stamp stamp) throws InvalidPolicy {
        try {
            return stamp.equals(Stamp.NO_FILE) ? Rules.defaults() : Rules.with(texts(content()));
        } catch (InvalidPolicy e) {
            throw e.in(path);
        }
    }

    private String content() throws InvalidPolicy {
        try (InputStream file = Files.newInputStream(path)) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new InvalidPolicy(List.of("it is larger than 1 MiB"));
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidPolicy(List.of("it is not text in UTF-8"));
        } catch (IOException e) {
            throw new InvalidPolicy(List.of("it cannot be read: " + e));
        }
    }

    private static Map<String, JsonNode> texts(String content) throws InvalidPolicy {
        Map<String, JsonNode> texts = new LinkedHashMap<>();
        try {
            JsonNode root = YAML.readTree(content);
            if (root.isMissingNode() || root.isNull()) {
                return texts;
            }
            if (!root.isObject()) {
                throw new InvalidPolicy(
                        List.of("it must hold rules, one a line, such as `\"instance:create\": \"role:creator\"`"));
            }
            root.properties().forEach(rule -> texts.put(rule.getKey(), rule.getValue()));
            return texts;
        } catch (JacksonException e) {
            throw new InvalidPolicy(List.of("it is not YAML: " + e.getOriginalMessage()));
        }
    }
}
