package dev.coffer.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.NewOperation.WhenBusy;
import dev.coffer.durable.OperationLog.Lease;
import dev.coffer.durable.OperationState;
import dev.coffer.fault.Fault;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.QuotaResource;
import dev.coffer.model.VolumeType;
import dev.coffer.policy.Quotas;
import dev.coffer.policy.Quotas.Demand;
import dev.coffer.store.Restrictions.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Quotas, and what can be ordered. */
interface QuotasContract extends StoreUnderTest {
    String THEIRS = "fedcba9876543210fedcba9876543210";

    private QuotaBook.Use use(String project) {
        return store().read(tx -> tx.quotas().use(project));
    }

    private List<Long> figures(String project) {
        QuotaBook.Use use = use(project);
        return List.of(
                use.inUse(QuotaResource.INSTANCES),
                use.inUse(QuotaResource.RAM),
                use.inUse(QuotaResource.VOLUMES),
                use.reserved(QuotaResource.RAM),
                use.reserved(QuotaResource.VOLUMES));
    }

    @Test
    default void what_a_project_has_is_what_its_instances_are() {
        assertThat(figures(Samples.PROJECT)).containsExactly(0L, 0L, 0L, 0L, 0L);
        Samples.insert(store(), Samples.instance().volumeSize(5));
        Instance gone = Samples.insert(store(), Samples.instance().volumeSize(7));
        Samples.insert(store(), Samples.instance().project(THEIRS));
        assertThat(figures(Samples.PROJECT)).containsExactly(2L, 2048L, 12L, 0L, 0L);
        store().change(tx -> tx.instances().delete(gone.id(), clock().instant()));
        assertThat(figures(Samples.PROJECT)).containsExactly(1L, 1024L, 5L, 0L, 0L);
    }

    @Test
    default void more_than_an_int_holds_is_counted_right() {
        for (int i = 0; i < 3; i++) {
            Samples.insert(store(), Samples.instance().volumeSize(Integer.MAX_VALUE));
        }
        assertThat(use(Samples.PROJECT).inUse(QuotaResource.VOLUMES)).isEqualTo(3L * Integer.MAX_VALUE);
    }

    @Test
    default void limits_of_a_project_are_kept_and_changed() {
        store().change(tx -> {
            tx.quotas().limit(Samples.PROJECT, QuotaResource.INSTANCES, 3);
            tx.quotas().limit(Samples.PROJECT, QuotaResource.INSTANCES, -1);
            tx.quotas().limit(Samples.PROJECT, QuotaResource.RAM, 0);
            tx.quotas().limit(THEIRS, QuotaResource.RAM, 7);
        });
        assertThat(store().<Map<QuotaResource, Integer>>read(tx -> tx.quotas().limits(Samples.PROJECT)))
                .isEqualTo(Map.of(QuotaResource.INSTANCES, -1, QuotaResource.RAM, 0));
    }

    @Test
    default void what_an_operation_is_about_to_add_counts_until_it_is_there_or_the_operation_has_ended() {
        Instance instance = Samples.insert(store(), Samples.instance().volumeSize(5));
        file("op", "resize", WhenBusy.REFUSE, instance.id());
        store().change(tx -> tx.quotas().expect("op", instance.id(), 4096, 9));
        assertThat(figures(Samples.PROJECT)).containsExactly(1L, 1024L, 5L, 3072L, 4L);

        store().change(tx ->
                tx.instances().update(tx.instances().require(instance.id()).withVolumeSize(9)));
        assertThat(figures(Samples.PROJECT)).containsExactly(1L, 1024L, 9L, 3072L, 0L);

        Lease lease = store().operationLog()
                .claim("me", clock().instant(), clock().instant().plusSeconds(60))
                .orElseThrow();
        store().operationLog().end(lease, OperationState.FAILED, clock().instant(), "no");
        assertThat(figures(Samples.PROJECT)).containsExactly(1L, 1024L, 9L, 0L, 0L);
    }

    @Test
    default void what_a_cancelled_operation_was_about_to_add_is_free_again() {
        Instance instance = Samples.insert(store(), Samples.instance().volumeSize(5));
        file("op", "resize", WhenBusy.REFUSE, instance.id());
        store().change(tx -> tx.quotas().expect("op", instance.id(), 1024, 50));
        assertThat(use(Samples.PROJECT).reserved(QuotaResource.VOLUMES)).isEqualTo(45);
        file("del", "delete", WhenBusy.SUPERSEDE, instance.id());
        assertThat(use(Samples.PROJECT).reserved(QuotaResource.VOLUMES)).isZero();
        store().change(tx -> tx.quotas().expect("del", instance.id(), 100, 1));
        assertThat(figures(Samples.PROJECT)).as("shrinking adds nothing").containsExactly(1L, 1024L, 5L, 0L, 0L);
    }

    @Test
    default void of_many_requests_at_once_only_as_many_pass_as_fit() throws ExecutionException, InterruptedException {
        Quotas quotas = new Quotas(new Quotas.Limits(5, -1, -1, -1));
        for (String project : List.of("fresh", "second")) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Boolean>> passed = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    passed.add(threads.submit(() -> inserted(quotas, project)));
                }
                int count = 0;
                for (Future<Boolean> each : passed) {
                    count += each.get() ? 1 : 0;
                }
                assertThat(count).isEqualTo(5);
            }
            assertThat(use(project).inUse(QuotaResource.INSTANCES)).isEqualTo(5);
        }
    }

    private boolean inserted(Quotas quotas, String project) {
        try {
            store().change(tx -> {
                quotas.require(tx, project, Demand.instances(1, Samples.SMALL, 1));
                tx.instances().insert(Samples.instance().project(project).build());
            });
            return true;
        } catch (Fault over) {
            assertThat(over).hasMessage("Quota exceeded for resources: ['instances'].");
            return false;
        }
    }

    @Test
    default void a_removed_flavor_is_kept_for_those_that_have_it() {
        Instance instance = Samples.insert(store(), Samples.instance());
        store().change(tx -> tx.flavors().remove(Samples.SMALL.id()));
        assertThat(listed(tx -> tx.flavors().all())).isEmpty();
        assertThat(found(tx -> tx.flavors().offered(instance.flavorId()))).isEmpty();
        assertThat(found(tx -> tx.flavors().find(instance.flavorId()))).contains(Samples.SMALL);
        assertThat(use(Samples.PROJECT).inUse(QuotaResource.RAM)).isEqualTo(1024);
        store().change(tx -> tx.flavors().put(Samples.SMALL));
        assertThat(listed(tx -> tx.flavors().all())).containsExactly(Samples.SMALL);
    }

    @Test
    default void volume_types_are_found_by_name_and_by_id() {
        VolumeType fast = new VolumeType("vt-1", "fast", "", true);
        VolumeType secret = new VolumeType("vt-2", "secret", "For us", false);
        store().change(tx -> List.of(secret, fast).forEach(tx.volumeTypes()::put));
        assertThat(listed(tx -> tx.volumeTypes().all())).containsExactly(fast, secret);
        assertThat(found(tx -> tx.volumeTypes().find("vt-2"))).contains(secret);
        assertThat(found(tx -> tx.volumeTypes().find("fast"))).contains(fast);
        assertThat(found(tx -> tx.volumeTypes().find("slow"))).isEmpty();
        VolumeType faster = new VolumeType("vt-1", "faster", "Now", false);
        store().change(tx -> {
            tx.volumeTypes().put(faster);
            tx.volumeTypes().remove("vt-2");
        });
        assertThat(listed(tx -> tx.volumeTypes().all())).containsExactly(faster);
    }

    @Test
    default void restrictions_are_of_one_version_and_kind_and_go_with_the_version() {
        String version = Samples.MARIADB_11_8.id();
        store().change(tx -> {
            tx.restrictions().restrict(version, Kind.FLAVOR, List.of("2", "1", "2"));
            tx.restrictions().restrict(version, Kind.VOLUME_TYPE, List.of("x"));
        });
        assertThat(listed(tx -> List.copyOf(tx.restrictions().of(version, Kind.FLAVOR))))
                .containsExactly("1", "2");
        assertThat(listed(tx -> List.copyOf(tx.restrictions().of(version, Kind.VOLUME_TYPE))))
                .containsExactly("x");
        store().change(tx -> tx.restrictions().restrict(version, Kind.FLAVOR, List.of()));
        assertThat(listed(tx -> List.copyOf(tx.restrictions().of(version, Kind.FLAVOR))))
                .isEmpty();
        assertThat(listed(tx -> List.copyOf(tx.restrictions().of("other", Kind.VOLUME_TYPE))))
                .isEmpty();
    }

    @Test
    default void a_flavor_that_grew_counts_as_it_is() {
        Samples.insert(store(), Samples.instance());
        store().change(tx -> tx.flavors().put(new Flavor("2", "small", 3000, 1, 10, 0)));
        assertThat(use(Samples.PROJECT).inUse(QuotaResource.RAM)).isEqualTo(3000);
    }
}
