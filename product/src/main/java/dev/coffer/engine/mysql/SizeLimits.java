package dev.coffer.engine.mysql;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.Node;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the buffers of a whole server and its redo log may take, in bytes: where the host enforces no limits, a tenant's values must not
 * take what belongs to others.
 */
record SizeLimits(long memory, List<String> buffers, long redoLog, String redoLogSize) {

    /**
     * @param buffers variables that size them
     * @param redoLogSize variable
     */
    static SizeLimits of(Node node, List<String> buffers, String redoLogSize) {
        long memory = ((long) node.ram() << 20) * 8 / 10;
        return new SizeLimits(memory, buffers, ((long) node.volumeSize() << 30) / 4, redoLogSize);
    }

    /** @param initial what a variable is otherwise */
    void check(Map<String, String> wanted, Function<String, Optional<String>> initial) {
        if (buffers.stream().anyMatch(wanted::containsKey)) {
            BigInteger sum = buffers.stream()
                    .map(name -> Optional.ofNullable(wanted.get(name)).or(() -> initial.apply(name)))
                    .flatMap(Optional::stream)
                    .map(SizeLimits::bytes)
                    .reduce(BigInteger.ZERO, BigInteger::add);
            if (sum.compareTo(BigInteger.valueOf(memory)) > 0) {
                throw new EngineFailure(
                        Kind.REFUSED,
                        "The buffers %s would take %d bytes together; the instance's flavor allows %d."
                                .formatted(String.join(", ", buffers), sum, memory));
            }
        }
        BigInteger log = bytes(wanted.getOrDefault(redoLogSize, "0"));
        if (log.compareTo(BigInteger.valueOf(redoLog)) > 0) {
            throw new EngineFailure(
                    Kind.REFUSED,
                    "%s would take %d bytes; the instance's volume allows %d.".formatted(redoLogSize, log, redoLog));
        }
    }

    private static BigInteger bytes(String number) {
        return number.matches("\\d{1,30}") ? new BigInteger(number) : BigInteger.ZERO;
    }
}
