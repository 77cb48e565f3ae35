package dev.coffer.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How long something took, again and again. */
final class Clock {
    private static final double NANOS_PER_MILLI = 1e6;

    private Clock() {}

    /** What is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** The times in milliseconds, from the shortest to the longest. */
    record Times(List<Double> sorted) {
        double middle() {
            return part(0.5);
        }

        /** The time that this part of all is not longer than. */
        double part(double part) {
            return sorted.get(Math.min(sorted.size() - 1, (int) Math.ceil(part * sorted.size()) - 1));
        }
    }

    static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** @param begin of {@link System#nanoTime()} */
    static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    static Times times(int count, Work work) throws IOException, InterruptedException {
        return times(count, work, () -> {});
    }

    /** @param between what is done after each, and not measured */
    static Times times(int count, Work work, Work between) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            work.run();
            times.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
            between.run();
        }
        return new Times(times.stream().sorted().toList());
    }

    /** Of several clients at once, each {@code count} times. */
    static Times times(int clients, int count, Work work) throws IOException, InterruptedException {
        List<Double> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            Callable<Times> client = () -> times(count, work);
            List<Callable<Times>> same = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                same.add(client);
            }
            for (Future<Times> future : threads.invokeAll(same)) {
                all.addAll(future.get().sorted());
            }
        } catch (ExecutionException e) {
            throw new NotMeasured("A client failed: %s".formatted(e.getCause()), e);
        }
        return new Times(all.stream().sorted().toList());
    }
}
