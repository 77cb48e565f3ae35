package dev.coffer.engine.mongodb;

import dev.coffer.model.Parameter;
import dev.coffer.model.Parameter.Type;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's parameters that are for tenants. The server has some hundreds, most of them its developers' own and many that could harm
 * the server or shut the agent out, so those are named that are known to be useful and harmless; all others are Coffer's.
 */
final class TenantParameters {
    private static final long INT = Integer.MAX_VALUE;
    private static final int MEBIBYTES = 1_024;

    private static final Map<String, Known> KNOWN = known();

    private TenantParameters() {}

    /**
     * @param name as the server writes it, which minds the case
     * @param initial what it is before a tenant sets it, on a large volume; the server forgets what it was
     */
    record Known(
            String name,
            Type type,
            @Nullable Long min,
            @Nullable Long max,
            long initial) {
        /** As a value of a command or of the configuration file. */
        Object value(String text) {
            return type == Type.BOOLEAN ? (Object) text.equals("1") : Long.valueOf(text);
        }

        boolean accepts(String text) {
            if (type == Type.BOOLEAN) {
                return text.equals("0") || text.equals("1");
            }
            if (!text.matches("-?\\d{1,18}")) {
                return false;
            }
            long number = Long.parseLong(text);
            return (min == null || number >= min) && (max == null || number <= max);
        }

        /** What a tenant is told of it. */
        Parameter parameter(boolean restartRequired, String inEngine) {
            return new Parameter(
                    name.toLowerCase(Locale.ROOT),
                    type,
                    min == null ? null : BigDecimal.valueOf(min),
                    max == null ? null : BigDecimal.valueOf(max),
                    List.of(),
                    restartRequired,
                    inEngine);
        }
    }

    private static Map<String, Known> known() {
        Map<String, Known> known = new LinkedHashMap<>();
        for (Known each : List.of(
                flag("allowDiskUseByDefault", 1),
                number("cursorTimeoutMillis", 1_000, INT, 600_000),
                number("indexBuildMinAvailableDiskSpaceMB", 0, 8_388_608, 500),
                number("maxIndexBuildMemoryUsageMegabytes", 50, 1_024, 200),
                number("maxNumActiveUserIndexBuilds", 1, 100, 3),
                number("maxTransactionLockRequestTimeoutMillis", -1, INT, 5),
                number("minSnapshotHistoryWindowInSeconds", 0, 86_400, 300),
                flag("notablescan", 0),
                number("transactionLifetimeLimitSeconds", 1, 86_400, 60),
                flag("ttlMonitorEnabled", 1),
                number("ttlMonitorSleepSecs", 1, 86_400, 60))) {
            known.put(each.name().toLowerCase(Locale.ROOT), each);
        }
        return known;
    }

    private static Known flag(String name, long initial) {
        return new Known(name, Type.BOOLEAN, null, null, initial);
    }

    private static Known number(String name, long min, long max, long initial) {
        return new Known(name, Type.INTEGER, min, max, initial);
    }

    static Iterable<Known> all() {
        return KNOWN.values();
    }

    /** @param name in lower case */
    static Optional<Known> find(String name) {
        return Optional.ofNullable(KNOWN.get(name));
    }

    /** What the parameter is on such a volume, GiB, before a tenant sets it. */
    static String initial(Known parameter, int volumeSize) {
        boolean ofDisk = parameter.name().equals("indexBuildMinAvailableDiskSpaceMB");
        // The server's own choice would let no index be built on a small volume.
        long initial = ofDisk ? Math.min(parameter.initial(), volumeSize * MEBIBYTES / 20) : parameter.initial();
        return Long.toString(initial);
    }
}
