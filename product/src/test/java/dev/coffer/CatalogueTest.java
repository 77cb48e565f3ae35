package dev.coffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.engine.Engines;
import dev.coffer.engine.mysql.MariadbEngine;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.store.Store;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What there is to order after each start. */
class CatalogueTest {
    private static final Engines MARIADB = new Engines(List.of(new MariadbEngine()));

    @TempDir
    Path directory;

    private List<String> names(Store store) {
        return store.read(tx -> tx.datastores().allVersions()).stream()
                .map(DatastoreVersion::name)
                .toList();
    }

    @Test
    void what_an_operator_changed_or_deleted_stays_so_after_a_restart() {
        String url = "jdbc:sqlite:" + directory.resolve("coffer.db");
        try (Store store = Store.open(url, "", "", InstantSource.system())) {
            store.change(tx -> Catalogue.fill(tx, MARIADB));
            assertThat(names(store)).containsExactly("11.8", "10.11");
            store.change(tx -> {
                DatastoreVersion old = tx.datastores().allVersions().getLast();
                tx.datastores().delete(old);
                DatastoreVersion kept = tx.datastores().allVersions().getFirst();
                tx.datastores()
                        .put(new DatastoreVersion(
                                kept.id(),
                                kept.datastoreId(),
                                kept.datastore(),
                                "lts",
                                kept.number(),
                                kept.engine(),
                                kept.image(),
                                false));
            });
            store.change(tx -> Catalogue.fill(tx, MARIADB));
            assertThat(names(store)).containsExactly("lts");

            store.change(tx -> tx.datastores().allVersions().forEach(tx.datastores()::delete));
            store.change(tx -> tx.datastores().all().forEach(tx.datastores()::delete));
            store.change(tx -> Catalogue.fill(tx, MARIADB));
            assertThat(names(store)).isEmpty();
        }
    }
}
