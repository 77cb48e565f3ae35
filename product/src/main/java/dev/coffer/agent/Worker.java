package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.bus.Envelope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands: those that change something one at a time in the order they came, holding the engine's lock; those that only
 * read beside them.
 */
final class Worker implements AutoCloseable {
    private static final int READERS = 4;
    private static final int MOST_WAITING = 200;
    private static final System.Logger LOG = System.getLogger(Worker.class.getName());

    private final Job.Desk desk;
    private final ReentrantLock engine;
    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Semaphore readers = new Semaphore(READERS);
    /** By command id; removed when answered. */
    private final Map<String, Job> jobs = new HashMap<>();

    private final Thread thread = Thread.ofVirtual().name("worker").unstarted(this::work);
    private volatile @Nullable Job current;

    /** @param engine held while a command may change the engine */
    Worker(Job.Desk desk, ReentrantLock engine) {
        this.desk = desk;
        this.engine = engine;
    }

    void start() {
        thread.start();
    }

    /** What is being carried out now, apart from what only reads. */
    Optional<Command> current() {
        return Optional.ofNullable(current).map(Job::command);
    }

    /** Takes the command on, unless it has been; answers at once when it has ended already. False when too many wait. */
    boolean submit(Envelope envelope, Command command) {
        String id = envelope.id();
        synchronized (jobs) {
            Optional<String> known = desk.journal().result(id);
            if (known.isPresent()) {
                desk.answer().accept(id, known.get());
                return true;
            }
            if (jobs.containsKey(id)) {
                return true;
            }
            Job job = new Job(desk, envelope, command);
            if (jobs.size() >= MOST_WAITING) {
                LOG.log(System.Logger.Level.WARNING, "Too many commands wait; {0} has to be sent again.", id);
                return false;
            }
            jobs.put(id, job);
            if (Performer.onlyReads(command)) {
                Thread.ofVirtual().name("reader").start(() -> read(job));
                return true;
            }
            return queue.add(job);
        }
    }

    void cancel(String id) {
        synchronized (jobs) {
            Job job = jobs.get(id);
            if (job != null) {
                job.cancel();
            }
        }
    }

    private void work() {
        try {
            while (true) {
                Job job = queue.take();
                engine.lockInterruptibly();
                try {
                    current = job;
                    job.run();
                } finally {
                    current = null;
                    engine.unlock();
                    forget(job);
                }
            }
        } catch (InterruptedException e) {
            // The agent ends; what was not answered is asked again of its successor.
        }
    }

    private void read(Job job) {
        try {
            readers.acquire();
            try {
                job.run();
            } finally {
                readers.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            forget(job);
        }
    }

    private void forget(Job job) {
        synchronized (jobs) {
            jobs.remove(job.id());
        }
    }

    @Override
    public void close() {
        synchronized (jobs) {
            jobs.values().forEach(Job::abandon);
        }
        thread.interrupt();
    }
}
