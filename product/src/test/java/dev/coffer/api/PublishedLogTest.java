package dev.coffer.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Result;
import dev.coffer.backup.Container;
import dev.coffer.backup.ObjectContent;
import dev.coffer.backup.ObjectName;
import dev.coffer.backup.ObjectStore;
import dev.coffer.backup.StoredObject;
import dev.coffer.backup.Traits;
import dev.coffer.engine.LogInfo;
import dev.coffer.engine.LogKind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PublishedLogTest {
    private static final LogPlace PLACE = new LogPlace("p", "i", "mysql", new LogKind("general", true));
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final Shelf shelf = new Shelf();
    private Instant now = BEGIN.plus(Duration.ofDays(20));
    private final PublishedLog published = new PublishedLog(PLACE, shelf, () -> now);

    /** Objects in memory: thousands of files would take their time. */
    private static final class Shelf implements ObjectStore {
        private final TreeMap<String, StoredObject> objects = new TreeMap<>();

        @Override
        public StoredObject put(ObjectName name, Traits traits, InputStream content) throws IOException {
            StoredObject object = new StoredObject(name, content.readAllBytes().length, "", BEGIN, traits);
            objects.put(name.name(), object);
            return object;
        }

        @Override
        public Optional<StoredObject> find(ObjectName name) {
            return Optional.ofNullable(objects.get(name.name()));
        }

        @Override
        public Optional<ObjectContent> open(ObjectName name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean delete(ObjectName name) {
            return objects.remove(name.name()) != null;
        }

        @Override
        public List<StoredObject> list(Container container, String prefix, String marker, int limit) {
            return objects.tailMap(marker, false).values().stream()
                    .filter(object -> object.name().name().startsWith(prefix))
                    .limit(Math.min(limit, MOST_LISTED))
                    .toList();
        }

        @Override
        public boolean exists(Container container) {
            return !objects.isEmpty();
        }

        @Override
        public List<String> containers(String project) {
            return List.of(PLACE.container().name());
        }

        @Override
        public int removeExpired(Instant time) {
            return 0;
        }
    }

    /** Parts of one byte each. */
    private void publishParts(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String name =
                    PLACE.prefix() + "log-" + BEGIN.plusSeconds(i).toString().replace("Z", ".000000");
            Map<String, String> extent = Map.of("from", "" + i, "to", "" + (i + 1));
            shelf.put(
                    PLACE.container().object(name),
                    new Traits("text/plain", extent, null),
                    InputStream.nullInputStream());
        }
    }

    private long partCount() {
        return shelf.objects.keySet().stream()
                .filter(name -> name.startsWith(PLACE.prefix()))
                .count();
    }

    @Test
    void publishing_goes_on_after_the_newest_part_however_many_there_are() throws IOException {
        publishParts(20_003);
        LogInfo log = new LogInfo("general", true, 0, 20_005);
        assertThat(published.extent(log)).isEqualTo(new PublishedLog.Extent(20_003, 2, false));
        published.publish(log, (from, most) -> {
            assertThat(from).isEqualTo(20_003);
            return new Result.LogText(from, from + most, 20_005, "x\n");
        });
        assertThat(published.extent(log)).isEqualTo(new PublishedLog.Extent(10_001, 0, false));
        assertThat(partCount()).isEqualTo(ObjectStore.MOST_LISTED);
        published.discard();
        assertThat(partCount()).isZero();
    }

    @Test
    void an_agent_that_takes_its_time_holds_a_publication_for_a_minute_only() throws IOException {
        LogInfo log = new LogInfo("general", true, 0, 1_000);
        published.publish(log, (from, _) -> {
            now = now.plusSeconds(10);
            return new Result.LogText(from, from + 1, 1_000, "\n");
        });
        assertThat(published.extent(log)).isEqualTo(new PublishedLog.Extent(6, 994, false));
    }
}
