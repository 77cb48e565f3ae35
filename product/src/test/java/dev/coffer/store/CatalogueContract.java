package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.model.Datastore;
import dev.coffer.model.DatastoreVersion;
import dev.coffer.model.Flavor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Datastores, their versions, flavors. */
interface CatalogueContract extends StoreUnderTest {
    private DatastoreVersion version(String id, String name, String number) {
        return new DatastoreVersion(id, Samples.MARIADB.id(), "mariadb", name, number, "mariadb", null, false);
    }

    @Test
    default void datastores_are_found_by_name_and_by_id() {
        Datastore other = new Datastore("5d000000-0000-4000-8000-000000000002", "elephant", "v1");
        store().change(tx -> tx.datastores().put(other));
        assertThat(listed(tx -> tx.datastores().all())).containsExactly(other, Samples.MARIADB);
        assertThat(found(tx -> tx.datastores().find("elephant"))).contains(other);
        assertThat(found(tx -> tx.datastores().find(other.id()))).contains(other);
        assertThat(found(tx -> tx.datastores().find("Elephant"))).isEmpty();
        assertThat(found(tx -> tx.datastores().find("elephant "))).isEmpty();
    }

    @Test
    default void a_datastore_put_again_is_replaced() {
        Datastore changed = new Datastore(Samples.MARIADB.id(), "maria", Samples.MARIADB_11_8.id());
        store().change(tx -> tx.datastores().put(changed));
        assertThat(listed(tx -> tx.datastores().all())).containsExactly(changed);
        assertThat(found(tx -> tx.datastores().version(Samples.MARIADB_11_8.id()))
                        .orElseThrow()
                        .datastore())
                .isEqualTo("maria");
    }

    @Test
    default void two_datastores_cannot_share_a_name() {
        assertThatThrownBy(() -> store().change(tx -> tx.datastores().put(new Datastore("x", "mariadb", null))))
                .isInstanceOf(StoreFailure.class)
                .hasMessageStartingWith("The metadata store could not do it:");
        assertThat(listed(tx -> tx.datastores().all())).containsExactly(Samples.MARIADB);
    }

    @Test
    default void versions_are_listed_newest_number_first() {
        store().change(tx -> List.of(
                        version("a", "9", "9.2"), version("b", "10", "10.11.19"), version("c", "12", "12-rc1"))
                .forEach(tx.datastores()::put));
        assertThat(listed(tx -> tx.datastores().versions(Samples.MARIADB.id())))
                .extracting(DatastoreVersion::number)
                .containsExactly("12-rc1", "11.8.6", "10.11.19", "9.2");
        assertThat(listed(tx -> tx.datastores().versions(Samples.MARIADB.id()))).contains(Samples.MARIADB_11_8);
        assertThat(listed(tx -> tx.datastores().allVersions())).hasSize(4);
    }

    @Test
    default void versions_are_found_by_name_and_by_id() {
        DatastoreVersion again = version("b", "11.8", "11.8.5");
        store().change(tx -> tx.datastores().put(again));
        assertThat(listed(tx -> tx.datastores().versions(Samples.MARIADB.id(), "11.8")))
                .containsExactly(Samples.MARIADB_11_8, again);
        assertThat(listed(tx -> tx.datastores().versions(Samples.MARIADB.id(), "b")))
                .containsExactly(again);
        assertThat(listed(tx -> tx.datastores().versions("other", "11.8"))).isEmpty();
        assertThat(found(tx -> tx.datastores().version("b"))).contains(again);
        assertThat(found(tx -> tx.datastores().version("none"))).isEmpty();
    }

    @Test
    default void a_version_put_again_is_replaced() {
        DatastoreVersion changed = new DatastoreVersion(
                Samples.MARIADB_11_8.id(), Samples.MARIADB.id(), "mariadb", "11.8 LTS", "11.8.7", "mysql", "m", false);
        store().change(tx -> tx.datastores().put(changed));
        assertThat(listed(tx -> tx.datastores().allVersions())).containsExactly(changed);
    }

    @Test
    default void flavors_are_listed_by_memory_then_id() {
        Flavor large = new Flavor("1", "large", 4096, 4, 40, 1);
        Flavor alike = new Flavor("3", "alike", 1024, 2, 10, 0);
        store().change(tx -> List.of(large, alike).forEach(tx.flavors()::put));
        assertThat(listed(tx -> tx.flavors().all())).containsExactly(Samples.SMALL, alike, large);
        assertThat(found(tx -> tx.flavors().find("1"))).contains(large);
        assertThat(found(tx -> tx.flavors().find("4"))).isEmpty();
        Flavor grown = new Flavor("1", "larger", 8192, 8, 80, 2);
        store().change(tx -> tx.flavors().put(grown));
        assertThat(found(tx -> tx.flavors().find("1"))).contains(grown);
    }
}
