package dev.coffer.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store must do. A store inherits it and gives itself, empty, with a clock that stands still. */
public abstract class ObjectStoreContract {
    protected static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");
    private static final Container LOGS = new Container("project", "logs");

    protected abstract ObjectStore store();

    private static Traits plain() {
        return new Traits("text/plain", Map.of(), null);
    }

    private StoredObject put(ObjectName name, String content) throws IOException {
        return store().put(name, plain(), new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    }

    private String content(ObjectName name) throws IOException {
        try (ObjectContent open = store().open(name).orElseThrow()) {
            return new String(open.content().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> names(Container container, String prefix, String marker, int limit) throws IOException {
        return store().list(container, prefix, marker, limit).stream()
                .map(object -> object.name().name())
                .toList();
    }

    @Test
    void an_object_is_kept_with_its_traits() throws IOException {
        ObjectName name = LOGS.object("a/b");
        Traits traits = new Traits("text/x", Map.of("lines", "2", "ünï", "🦆"), Instant.parse("2026-04-01T00:00:00Z"));
        StoredObject put = store().put(name, traits, new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)));

        assertThat(put).isEqualTo(new StoredObject(name, 3, "900150983cd24fb0d6963f7d28e17f72", NOW, traits));
        assertThat(store().find(name)).contains(put);
        assertThat(store().list(LOGS, "", "", 10)).containsExactly(put);
        assertThat(content(name)).isEqualTo("abc");
    }

    @Test
    void an_object_may_be_empty_or_large() throws IOException {
        put(LOGS.object("empty"), "");
        assertThat(content(LOGS.object("empty"))).isEmpty();
        String large = "0123456789".repeat(300_000);
        assertThat(put(LOGS.object("large"), large).size()).isEqualTo(3_000_000);
        assertThat(content(LOGS.object("large"))).isEqualTo(large);
    }

    @Test
    void what_is_not_there_is_not_found() throws IOException {
        ObjectName name = LOGS.object("none");
        assertThat(store().find(name)).isEmpty();
        assertThat(store().open(name)).isEmpty();
        assertThat(store().delete(name)).isFalse();
        assertThat(store().list(LOGS, "", "", 10)).isEmpty();
        assertThat(store().exists(LOGS)).isFalse();
        assertThat(store().containers("project")).isEmpty();
    }

    @Test
    void an_object_is_replaced_whole_and_read_to_its_end_by_who_has_it_open() throws IOException {
        ObjectName name = LOGS.object("a");
        put(name, "old");
        try (ObjectContent open = store().open(name).orElseThrow()) {
            put(name, "new and longer");
            assertThat(new String(open.content().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("old");
        }
        assertThat(content(name)).isEqualTo("new and longer");
        assertThat(store().list(LOGS, "", "", 10)).hasSize(1);
    }

    @Test
    void what_could_not_be_read_to_its_end_changes_nothing() throws IOException {
        ObjectName name = LOGS.object("a");
        put(name, "old");
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("the sender died");
                }
                return 'x';
            }
        };
        assertThatThrownBy(() -> store().put(name, plain(), broken)).hasMessage("the sender died");
        assertThat(content(name)).isEqualTo("old");
    }

    @Test
    void a_deleted_object_is_gone_and_its_container_stays() throws IOException {
        put(LOGS.object("a"), "x");
        assertThat(store().delete(LOGS.object("a"))).isTrue();
        assertThat(store().find(LOGS.object("a"))).isEmpty();
        assertThat(store().exists(LOGS)).isTrue();
        assertThat(store().containers("project")).containsExactly("logs");
    }

    @Test
    void objects_are_listed_by_name_in_parts() throws IOException {
        for (String name : List.of("b/2", "a/1", "b/1", "c", "b/3", "b")) {
            put(LOGS.object(name), name);
        }
        assertThat(names(LOGS, "", "", 10)).containsExactly("a/1", "b", "b/1", "b/2", "b/3", "c");
        assertThat(names(LOGS, "b/", "", 2)).containsExactly("b/1", "b/2");
        assertThat(names(LOGS, "b/", "b/2", 2)).containsExactly("b/3");
        assertThat(names(LOGS, "", "", 0)).isEmpty();
    }

    @Test
    void projects_and_containers_are_apart() throws IOException {
        put(LOGS.object("a"), "mine");
        put(new Container("other", "logs").object("a"), "theirs");
        put(new Container("project", "backups").object("a"), "a backup");

        assertThat(content(LOGS.object("a"))).isEqualTo("mine");
        assertThat(store().containers("project")).containsExactly("backups", "logs");
        assertThat(store().containers("other")).containsExactly("logs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../../etc/passwd",
                "/etc/passwd",
                "a//b",
                "a/../b",
                "%2e%2e",
                ".drafts",
                "A",
                "a\\b",
                "a\nb",
                "a\u0000b",
                "数据库 🦆",
                "a%2Fb",
                " ",
                "-rf",
                "*"
            })
    void any_name_is_only_a_name(String name) throws IOException {
        put(LOGS.object("a"), "not this");
        put(LOGS.object(name), "this");
        put(new Container(name, name).object(name), "that");

        assertThat(content(LOGS.object(name))).isEqualTo("this");
        assertThat(content(LOGS.object("a"))).isEqualTo("not this");
        assertThat(names(LOGS, "", "", 10)).containsExactlyInAnyOrder("a", name);
        assertThat(content(new Container(name, name).object(name))).isEqualTo("that");
        assertThat(store().containers(name)).containsExactly(name);
        assertThat(store().delete(LOGS.object(name))).isTrue();
        assertThat(names(LOGS, "", "", 10)).containsExactly("a");
    }

    @Test
    void a_name_that_cannot_be_kept_is_refused() throws IOException {
        ObjectName name = LOGS.object("x".repeat(2_000));
        assertThatThrownBy(() -> put(name, "x"))
                .isInstanceOf(ObjectStore.UnfitName.class)
                .hasMessageContaining("characters");
        assertThatThrownBy(() -> put(LOGS.object(""), "x")).isInstanceOf(ObjectStore.UnfitName.class);
        assertThat(store().find(name)).isEmpty();
        assertThat(store().delete(name)).isFalse();
        assertThat(store().exists(new Container("", ""))).isFalse();
    }

    @Test
    void what_has_expired_is_removed() throws IOException {
        Traits expiring = new Traits("text/plain", Map.of(), NOW.plusSeconds(10));
        StoredObject brief = store().put(LOGS.object("brief"), expiring, new ByteArrayInputStream(new byte[1]));
        put(LOGS.object("lasting"), "x");

        assertThat(store().removeExpired(NOW.plusSeconds(5))).isZero();
        assertThat(store().find(brief.name())).isPresent();
        assertThat(store().removeExpired(NOW.plusSeconds(20))).isEqualTo(1);
        assertThat(names(LOGS, "", "", 10)).containsExactly("lasting");
    }
}
