package dev.coffer.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.durable.OperationLog;
import dev.coffer.durable.OperationState;
import dev.coffer.durable.StepRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One operation on a replica set, with a control plane that dies at its n-th write, and another that goes on. */
final class CrashRun {
    private CrashRun() {}

    /** False when the operation needs fewer writes than this, so that it did not die. */
    static boolean survives(Path file, String kind, int deadlyWrite) {
        try (Bench bench = new Bench(file)) {
            bench.instance("a", null);
            bench.instance("b", "a");
            bench.instance("c", "a");
            bench.guests.add("a", true, 10, null);
            bench.guests.add("b", false, 8, bench.address("a"));
            bench.guests.add("c", false, 9, bench.address("a"));
            DyingLog[] dying = new DyingLog[1];
            bench.restart(log -> dying[0] = new DyingLog(log, deadlyWrite));
            file(bench, kind);
            bench.turn();
            boolean died = dying[0].died();
            bench.restart(log -> log);

            assertThat(bench.run())
                    .as("%s killed at write %d", kind, deadlyWrite)
                    .isEqualTo(OperationState.DONE);
            check(bench, kind, deadlyWrite);
            return died;
        }
    }

    private static void file(Bench bench, String kind) {
        switch (kind) {
            case "promote" -> bench.file(new PromoteReplica("b"), List.of("b", "a", "c"));
            case "eject" -> {
                bench.guests.guest("a").silent = true;
                bench.file(new EjectPrimary("a", false), List.of("a", "b", "c"));
            }
            case "detach" -> {
                bench.guests.guest("a").running = false;
                bench.file(new DetachReplica("b"), List.of("b"));
            }
            case "delete" -> bench.file(new DeleteInstance("c"), List.of("c"));
            case "restart" -> bench.file(new RestartInstance("c"), List.of("c"));
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static void check(Bench bench, String kind, int deadlyWrite) {
        List<String> open = switch (kind) {
            case "promote", "detach" -> List.of("b");
            case "eject" -> List.of("c");
            default -> List.of("a");
        };
        assertThat(bench.guests.open())
                .as("%s killed at write %d", kind, deadlyWrite)
                .isEqualTo(open);
        assertThat(bench.store.read(tx -> tx.instances().find("c")).isEmpty()).isEqualTo(kind.equals("delete"));
    }

    /** The control plane is killed at its n-th write: that write and all later ones fail. */
    private static final class DyingLog implements OperationLog {
        private final OperationLog log;
        private int left;

        DyingLog(OperationLog log, int deadlyWrite) {
            this.log = log;
            this.left = deadlyWrite;
        }

        boolean died() {
            return left <= 0;
        }

        private void write() {
            left--;
            if (left <= 0) {
                throw new IllegalStateException("killed");
            }
        }

        @Override
        public Optional<Lease> claim(String owner, Instant now, Instant leaseUntil) {
            return died() ? Optional.empty() : log.claim(owner, now, leaseUntil);
        }

        @Override
        public void renew(Lease lease, Instant leaseUntil) {
            log.renew(lease, leaseUntil);
        }

        @Override
        public List<StepRecord> steps(String operationId) {
            return log.steps(operationId);
        }

        @Override
        public void record(Lease lease, StepRecord step) {
            write();
            log.record(lease, step);
        }

        @Override
        public void pause(
                Lease lease, OperationState state, Instant due, @Nullable String waitingFor, @Nullable String error) {
            write();
            log.pause(lease, state, due, waitingFor, error);
        }

        @Override
        public void end(Lease lease, OperationState state, Instant now, @Nullable String error) {
            write();
            log.end(lease, state, now, error);
        }

        @Override
        public void released(Lease lease) {
            write();
            log.released(lease);
        }

        @Override
        public void wake(String operationId, Instant now) {
            log.wake(operationId, now);
        }

        @Override
        public Optional<Instant> nextDue() {
            return log.nextDue();
        }
    }
}
