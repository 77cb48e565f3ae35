package dev.coffer.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.TestNodes;
import dev.coffer.image.Sandbox;
import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be set, and what becomes of it, with real servers. */
class RedisSettingsTest {
    private final RedisFixture fixture = RedisFixture.redis("8.0");
    private final TestNodes nodes = new TestNodes(fixture);

    @TempDir
    Path scratch;

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    static List<RedisFixture> versions() {
        return RedisRulesTest.versions();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void the_image_says_what_can_be_set(RedisFixture of) throws IOException, InterruptedException {
        Sandbox sandbox = new Sandbox(of.image(), scratch, List.of());
        Map<String, Parameter> found = of.engine().parameters().orElseThrow().introspect(sandbox, scratch).stream()
                .collect(Collectors.toMap(Parameter::name, parameter -> parameter));

        assertThat(found).hasSizeGreaterThan(30).doesNotContainKeys("dir", "save", "appendonly", "maxmemory", "bind");
        assertThat(found.get("timeout"))
                .isEqualTo(new Parameter(
                        "timeout",
                        Type.INTEGER,
                        BigDecimal.ZERO,
                        BigDecimal.valueOf(Integer.MAX_VALUE),
                        List.of(),
                        false,
                        "0"));
        assertThat(parameter(found, "maxmemory-policy").choices()).contains("allkeys-lru", "noeviction");
        assertThat(parameter(found, "appendfsync").choices()).contains("always", "everysec");
        assertThat(parameter(found, "activerehashing").type()).isEqualTo(Type.BOOLEAN);
        assertThat(parameter(found, "proto-max-bulk-len").min()).isEqualTo(BigDecimal.valueOf(1 << 20));
        assertThat(parameter(found, "notify-keyspace-events").type()).isEqualTo(Type.TEXT);
        assertThat(parameter(found, "maxclients").min()).isEqualTo(BigDecimal.valueOf(100));
    }

    private static Parameter parameter(Map<String, Parameter> found, String name) {
        return Objects.requireNonNull(found.get(name), name);
    }

    private static String value(Member member, String name) throws IOException {
        try (Session agent = member.agent()) {
            return agent.settings(name).getOrDefault(name, "");
        }
    }

    @Test
    void values_hold_at_once_and_after_a_restart_until_they_are_taken_back() throws IOException, InterruptedException {
        Member primary = Member.primary(fixture, nodes.make());
        Map<String, String> values = Map.of(
                "maxmemory-policy", "allkeys-lru",
                "activerehashing", "0",
                "appendfsync", "everysec",
                "notify-keyspace-events", "KEA",
                "hash-max-listpack-entries", "64");
        assertThat(primary.settings().apply(values)).isEmpty();
        for (int i = 0; i < 2; i++) {
            assertThat(value(primary, "maxmemory-policy")).isEqualTo("allkeys-lru");
            assertThat(value(primary, "activerehashing")).isEqualTo("no");
            assertThat(value(primary, "appendfsync")).isEqualTo("everysec");
            assertThat(value(primary, "hash-max-listpack-entries")).isEqualTo("64");
            primary.server().stop();
            primary.server().start();
        }
        primary.settings().apply(Map.of("activerehashing", "1"));
        assertThat(value(primary, "maxmemory-policy")).isEqualTo("noeviction");
        assertThat(value(primary, "appendfsync")).isEqualTo("always");
        assertThat(value(primary, "notify-keyspace-events")).isEmpty();
        assertThat(value(primary, "hash-max-listpack-entries")).isNotEqualTo("64");
        assertThat(primary.settings().fallback()).isEmpty();
        assertThat(value(primary, "min-replicas-to-write")).isEqualTo("0");
    }

    @Test
    void all_values_are_taken_or_none() throws IOException, InterruptedException {
        Member primary = Member.primary(fixture, nodes.make());
        assertThatThrownBy(() -> primary.settings().apply(Map.of("timeout", "60", "maxmemory-policy", "random")))
                .isInstanceOfSatisfying(
                        EngineFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining("maxmemory-policy")
                .hasMessageContaining("must be one of");
        assertThat(value(primary, "timeout")).isEqualTo("0");
        for (String owned : List.of("appendonly", "dir", "min-replicas-to-write", "requirepass", "maxmemory")) {
            assertThatThrownBy(() -> primary.settings().apply(Map.of(owned, "1")))
                    .hasMessageContaining("not for tenants");
        }
        assertThatThrownBy(() -> primary.settings().apply(Map.of("maxclients", "1")))
                .hasMessageContaining("at least");
    }

    @Test
    void a_server_that_is_not_there_yet_starts_with_what_was_set() throws IOException, InterruptedException {
        Member primary = Member.on(fixture, nodes.make());
        assertThatThrownBy(() -> primary.settings().apply(Map.of("timeout", "soon")))
                .hasMessageContaining("integer");
        primary.settings().apply(Map.of("timeout", "60", "lazyfree-lazy-expire", "1"));
        primary.server().initialise();
        primary.server().start();
        assertThat(value(primary, "timeout")).isEqualTo("60");
        assertThat(value(primary, "lazyfree-lazy-expire")).isEqualTo("yes");
    }

    @Test
    void keys_are_counted_without_the_agents_own() throws Exception {
        Member primary = Member.primary(fixture, nodes.make());
        primary.write(1);
        assertThat(primary.server().health().metrics())
                .containsEntry("keys", 1.0)
                .containsKey("memory_used_bytes");
    }
}
