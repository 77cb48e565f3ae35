package dev.coffer.backup.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.backup.Container;
import dev.coffer.backup.ObjectStore;
import dev.coffer.backup.ObjectStoreContract;
import dev.coffer.backup.Traits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends ObjectStoreContract {
    @TempDir
    Path directory;

    private ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(directory.resolve("objects"), () -> NOW);
    }

    @Override
    protected ObjectStore store() {
        return store;
    }

    private void put(String name) throws IOException {
        store.put(
                new Container("p", "c").object(name),
                new Traits("text/plain", Map.of(), null),
                new ByteArrayInputStream(new byte[10]));
    }

    @Test
    void what_was_half_written_at_a_crash_is_removed_and_the_rest_stays() throws IOException {
        put("whole");
        Path draft = directory.resolve("objects/.drafts/half");
        Files.writeString(draft, "half");

        open();
        assertThat(draft).doesNotExist();
        assertThat(store.find(new Container("p", "c").object("whole"))).isPresent();
        assertThat(store.containers(".drafts")).isEmpty();
    }

    @Test
    void a_damaged_file_hides_no_others() throws IOException {
        put("good");
        for (String damaged : new String[] {"", "short", "something that is long enough to have an end"}) {
            Files.writeString(directory.resolve("objects/p/c/bad"), damaged);
            assertThat(store.list(new Container("p", "c"), "", "", 10)).hasSize(1);
        }
        assertThat(store.removeExpired(NOW)).isZero();
    }

    @Test
    void only_the_owner_may_read() throws IOException {
        put("object");
        try (Stream<Path> files = Files.walk(directory.resolve("objects"))) {
            assertThat(files).allMatch(DirectoryStoreTest::isPrivate);
        }
    }

    private static boolean isPrivate(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                    .endsWith("------");
        } catch (IOException e) {
            return false;
        }
    }
}
