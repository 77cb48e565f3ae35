package dev.coffer.engine.postgresql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the shared memory of a whole server and its write-ahead log may take, in bytes: where the host enforces no limits, a tenant's values
 * must not take what belongs to others.
 */
record SizeLimits(long memory, long log) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?) *(B|kB|MB|GB|TB)?");
    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "kB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    static SizeLimits of(Node node) {
        return new SizeLimits(((long) node.ram() << 20) * 6 / 10, ((long) node.volumeSize() << 30) / 4);
    }

    void check(Map<String, String> wanted) {
        require(wanted, "shared_buffers", 8L << 10, memory, "flavor");
        require(wanted, "wal_buffers", 8L << 10, memory / 4, "flavor");
        require(wanted, "maintenance_work_mem", 1L << 10, memory, "flavor");
        require(wanted, "max_wal_size", 1L << 20, log, "volume");
        require(wanted, "min_wal_size", 1L << 20, log, "volume");
    }

    private static void require(Map<String, String> wanted, String name, long unit, long most, String of) {
        String value = wanted.getOrDefault(name, "0");
        if (bytes(value, unit).compareTo(BigDecimal.valueOf(most)) > 0) {
            throw new EngineFailure(
                    Kind.REFUSED,
                    "%s would take %s; the instance's %s allows %d bytes.".formatted(name, value, of, most));
        }
    }

    /** What is no size is left to the server to refuse. */
    private static BigDecimal bytes(String value, long unit) {
        Matcher size = SIZE.matcher(value.strip());
        if (!size.matches()) {
            return BigDecimal.ZERO;
        }
        long factor = size.group(2) == null ? unit : UNITS.getOrDefault(size.group(2), unit);
        return new BigDecimal(size.group(1)).multiply(BigDecimal.valueOf(factor));
    }
}
