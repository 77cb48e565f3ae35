package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.model.Flavor;
import dev.coffer.model.Instance;
import dev.coffer.model.QuotaResource;
import dev.coffer.model.Task;
import dev.coffer.policy.Quotas;
import dev.coffer.policy.Quotas.Demand;
import dev.coffer.store.MortalStore;
import dev.coffer.store.MortalStore.Dead;
import dev.coffer.store.MortalStore.Last;
import dev.coffer.store.QuotaBook;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The control plane dies at every transaction of an instance's life, and what its project has is still what is there. */
class QuotaCrashTest {
    private static final String PROJECT = "p";
    private static final Flavor LARGE = new Flavor("2", "large", 4096, 1, 0, 0);
    private static final Quotas QUOTAS = new Quotas(new Quotas.Limits(2, 5_000, 20, 0));

    @TempDir
    static Path directory;

    private static Path furnished;

    @BeforeAll
    static void furnish() {
        furnished = directory.resolve("furnished.db");
        try (Bench bench = new Bench(furnished)) {
            bench.store.change(tx -> tx.flavors().put(LARGE));
            bench.instance("a", null);
        }
    }

    @ParameterizedTest
    @EnumSource(Last.class)
    void nothing_is_counted_that_is_not_there_wherever_the_control_plane_dies(Last last) {
        boolean died = true;
        int transaction = 0;
        while (died) {
            transaction++;
            died = diesAndIsCounted(transaction, last);
        }
        assertThat(transaction).as("transactions of a life").isGreaterThan(15);
    }

    private static boolean diesAndIsCounted(int transaction, Last last) {
        MortalStore mortal = MortalStore.copy(furnished);
        try (Bench bench = new Bench(mortal::open)) {
            bench.guests.life = mortal::requireLife;
            bench.guests.add("a", true, 10, null);
            bench.guests.guest("a").frozen = true;
            mortal.dieAt(transaction, last);
            boolean died = lives(bench);
            mortal.revive();
            if (died) {
                bench.restart();
                count(bench, "dead at transaction %d, %s".formatted(transaction, last));
                List<String> open = bench.store.read(tx -> tx.operations().live(10).stream()
                        .map(live -> live.operation().id())
                        .toList());
                open.forEach(bench::run);
            }
            QuotaBook.Use use = count(bench, "at the end after transaction %d, %s".formatted(transaction, last));
            assertThat(use.reserved(QuotaResource.RAM) + use.reserved(QuotaResource.VOLUMES))
                    .as("no operation runs any more")
                    .isZero();
            return died;
        }
    }

    /** Is made, grows, and is deleted while it grows again. */
    private static boolean lives(Bench bench) {
        try {
            bench.run(created(bench));
            bench.run(growing(bench, 4096, 9));
            bench.store.change(tx -> tx.instances().update(grown(tx.instances().require("d"))));
            String unfinished = growing(bench, 4096, 15);
            assertThat(bench.store
                            .<QuotaBook.Use>read(tx -> tx.quotas().use(PROJECT))
                            .reserved(QuotaResource.VOLUMES))
                    .isEqualTo(6);
            String deletion = bench.store.write(tx -> {
                tx.instances().update(tx.instances().require("d").withTask(Task.DELETING, null));
                return bench.operations.file(tx, new DeleteInstance("d"));
            });
            bench.run(deletion);
            bench.run(unfinished);
            return false;
        } catch (Dead dead) {
            return true;
        }
    }

    private static Instance grown(Instance instance) {
        return instance.withFlavor(LARGE.id()).withVolumeSize(9);
    }

    private static Instance fresh() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return new Instance(
                "d",
                PROJECT,
                "d",
                "v",
                "1",
                1,
                null,
                Access.UNSTATED,
                Task.BUILDING,
                null,
                null,
                null,
                null,
                "d",
                null,
                now,
                now,
                0);
    }

    private static String created(Bench bench) {
        return bench.store.write(tx -> {
            QUOTAS.require(
                    tx, PROJECT, Demand.instances(1, tx.flavors().find("1").orElseThrow(), 1));
            tx.instances().insert(fresh());
            return bench.operations.file(tx, new CreateInstance("d", List.of(), List.of()));
        });
    }

    /** Any operation on the instance will do: what counts is that it has not ended. */
    private static String growing(Bench bench, int ram, int volumeSize) {
        return bench.store.write(tx -> {
            Instance instance = tx.instances().require("d");
            int now = tx.flavors().find(instance.flavorId()).orElseThrow().ram();
            QUOTAS.require(tx, PROJECT, Demand.growth(ram - now, volumeSize - instance.volumeSize()));
            String operation = bench.operations.file(tx, new RestartInstance("d"));
            tx.quotas().expect(operation, "d", ram, volumeSize);
            return operation;
        });
    }

    /** Counts again by hand. */
    private static QuotaBook.Use count(Bench bench, String when) {
        return bench.store.read(tx -> {
            List<Instance> there = tx.instances().all();
            QuotaBook.Use use = tx.quotas().use(PROJECT);
            assertThat(use.inUse(QuotaResource.INSTANCES)).as(when).isEqualTo(there.size());
            assertThat(use.inUse(QuotaResource.VOLUMES))
                    .as(when)
                    .isEqualTo(there.stream().mapToLong(Instance::volumeSize).sum());
            assertThat(use.inUse(QuotaResource.RAM))
                    .as(when)
                    .isEqualTo(there.stream()
                            .map(instance -> tx.flavors().find(instance.flavorId()))
                            .flatMap(Optional::stream)
                            .mapToLong(Flavor::ram)
                            .sum());
            return use;
        });
    }

    @Test
    void growth_beyond_the_quota_is_refused_also_when_another_operation_is_about_to_take_it() {
        try (Bench bench = new Bench(MortalStore.copy(furnished)::open)) {
            created(bench);
            bench.store.change(tx -> tx.operations().cancel("d"));
            growing(bench, 512, 18);
            Fault fault = refusal(bench, Demand.growth(0, 2));
            assertThat(fault).hasMessage("Quota exceeded for resources: ['volumes'].");
            assertThat(refusal(bench, new Demand(1, 4096, 0, 1)))
                    .hasMessage("Quota exceeded for resources: ['instances', 'ram', 'backups'].");
            bench.store.change(tx -> QUOTAS.require(tx, PROJECT, Demand.growth(-1, 1)));
            bench.store.change(tx -> tx.operations().cancel("d"));
            bench.store.change(tx -> QUOTAS.require(tx, PROJECT, Demand.growth(0, 18)));
        }
    }

    private static Fault refusal(Bench bench, Demand demand) {
        try {
            bench.store.change(tx -> QUOTAS.require(tx, PROJECT, demand));
        } catch (Fault fault) {
            return fault;
        }
        throw new AssertionError("passed: " + demand);
    }
}
