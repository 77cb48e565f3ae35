package dev.coffer.policy;

import dev.coffer.fault.Fault;
import dev.coffer.model.Flavor;
import dev.coffer.model.QuotaResource;
import dev.coffer.store.QuotaBook.Use;
import dev.coffer.store.Tx;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much a project may have. What it has is counted from its rows whenever it is asked, in the transaction that adds some, with the
 * project's quota locked: there is no counter that could drift, and of two requests at the same time the second counts the first.
 *
 * <p>What an operation adds later is written down with {@link dev.coffer.store.QuotaBook#expect} in the transaction that files it.
 */
public final class Quotas {

    /** Limits of projects without limits of their own; -1 for any number. RAM in MiB, volumes in GiB. */
    public record Limits(int instances, int ram, int volumes, int backups) {
        private Map<QuotaResource, Integer> byResource() {
            return Map.of(
                    QuotaResource.INSTANCES, instances,
                    QuotaResource.RAM, ram,
                    QuotaResource.VOLUMES, volumes,
                    QuotaResource.BACKUPS, backups);
        }
    }

    /** What a request adds. What is not more is never refused. */
    public record Demand(long instances, long ram, long volumes, long backups) {
        /** So many of one size. */
        public static Demand instances(int count, Flavor flavor, int volumeSize) {
            return new Demand(count, (long) count * flavor.ram(), (long) count * volumeSize, 0);
        }

        /** Instances that exist become larger by this much, taken together. */
        public static Demand growth(long ram, long volumes) {
            return new Demand(0, ram, volumes, 0);
        }

        public static Demand backup() {
            return new Demand(0, 0, 0, 1);
        }

        private long of(QuotaResource resource) {
            return switch (resource) {
                case INSTANCES -> instances;
                case RAM -> ram;
                case VOLUMES -> volumes;
                case BACKUPS -> backups;
            };
        }
    }

    /** @param limit -1 for none */
    public record Row(QuotaResource resource, long inUse, long reserved, int limit) {}

    private final Limits defaults;

    public Quotas(Limits defaults) {
        this.defaults = defaults;
    }

    /**
     * In the transaction that adds what is demanded, before it does.
     *
     * @throws Fault OVER_LIMIT
     */
    public void require(Tx tx, String projectId, Demand more) {
        tx.quotas().lock(projectId);
        boolean limited = limits(tx, projectId).entrySet().stream()
                .anyMatch(limit -> limit.getValue() >= 0 && more.of(limit.getKey()) > 0);
        if (!limited) {
            return; // as many as there are would have to be counted
        }
        List<String> exceeded = new ArrayList<>();
        for (Row row : rows(tx, projectId)) {
            long demanded = more.of(row.resource());
            if (demanded > 0 && row.limit() >= 0 && row.inUse() + row.reserved() + demanded > row.limit()) {
                exceeded.add("'%s'".formatted(row.resource().word()));
            }
        }
        if (!exceeded.isEmpty()) {
            throw new Fault(
                    Fault.Kind.OVER_LIMIT,
                    "Quota exceeded for resources: [%s].".formatted(String.join(", ", exceeded)));
        }
    }

    /** All resources. */
    public List<Row> rows(Tx tx, String projectId) {
        Map<QuotaResource, Integer> limits = limits(tx, projectId);
        Use use = tx.quotas().use(projectId);
        List<Row> rows = new ArrayList<>();
        limits.forEach(
                (resource, limit) -> rows.add(new Row(resource, use.inUse(resource), use.reserved(resource), limit)));
        return rows;
    }

    /** Of all resources, in their order. */
    public Map<QuotaResource, Integer> limits(Tx tx, String projectId) {
        Map<QuotaResource, Integer> limits = new EnumMap<>(defaults.byResource());
        limits.putAll(tx.quotas().limits(projectId));
        return limits;
    }
}
