package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import dev.coffer.engine.EngineFailure;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One command on its way from envelope to answer. */
final class Job implements Attempt {
    private static final System.Logger LOG = System.getLogger(Job.class.getName());

    /**
     * What every job needs.
     *
     * @param report says how the engine is now
     * @param answer takes id and result
     */
    record Desk(
            Performer performer,
            Journal journal,
            AgentState state,
            Wire wire,
            InstantSource clock,
            Runnable report,
            BiConsumer<String, String> answer) {}

    private enum Fate {
        WANTED,
        /** Nobody waits for it any more. */
        CANCELLED,
        /** The agent ends; its successor will be asked again. */
        ABANDONED
    }

    private final Desk desk;
    private final Envelope envelope;
    private final Command command;
    private final boolean again;
    private @Nullable Thread thread;
    private Fate fate = Fate.WANTED;

    Job(Desk desk, Envelope envelope, Command command) {
        this.desk = desk;
        this.envelope = envelope;
        this.command = command;
        this.again = desk.journal().begun(envelope.id());
    }

    String id() {
        return envelope.id();
    }

    Command command() {
        return command;
    }

    void run() {
        ScopedValue.where(AgentLog.COMMAND, envelope).run(this::carryOut);
    }

    private void carryOut() {
        boolean wanted;
        synchronized (this) {
            wanted = fate == Fate.WANTED;
            thread = wanted ? Thread.currentThread() : null;
        }
        Result result;
        try {
            result = wanted ? attempt() : cancelled();
        } catch (InterruptedException e) {
            result = cancelled();
        } catch (IOException | RuntimeException e) {
            result = Trouble.answer(name(), e);
        }
        Fate end;
        synchronized (this) {
            thread = null;
            end = fate;
            if (end == Fate.CANCELLED && Thread.interrupted()) {
                LOG.log(System.Logger.Level.DEBUG, "{0} ended before it noticed that it was cancelled.", name());
            }
        }
        if (end != Fate.ABANDONED) {
            answer(result, end == Fate.WANTED);
        }
    }

    private Result cancelled() {
        return new Result.Failed(EngineFailure.Kind.PASSING, "%s was cancelled.".formatted(name()));
    }

    private Result attempt() throws IOException, InterruptedException {
        Instant deadline = envelope.deadline();
        if (deadline != null && desk.clock().instant().isAfter(deadline)) {
            throw new EngineFailure(
                    EngineFailure.Kind.PASSING,
                    "%s came too late; it should have been carried out by %s.".formatted(name(), deadline));
        }
        if (command.isFenced() && envelope.term() < desk.state().term()) {
            throw new EngineFailure(
                    EngineFailure.Kind.BROKEN,
                    "%s is of term %d, an older term than %d, which this member has seen."
                            .formatted(name(), envelope.term(), desk.state().term()));
        }
        desk.state().raise(envelope.term());
        return desk.performer().perform(command, this);
    }

    private void answer(Result result, boolean lasting) {
        String text = desk.wire().write(result);
        if (text.length() > Wire.LONGEST / 3) {
            text = desk.wire()
                    .write(new Result.Failed(
                            EngineFailure.Kind.REFUSED, "The answer to %s is too long to be sent.".formatted(name())));
        }
        if (lasting && !Performer.onlyReads(command)) {
            try {
                desk.journal().end(id(), text);
            } catch (IOException e) {
                // It is answered all the same; if the answer is lost, the command is carried out again.
                LOG.log(System.Logger.Level.ERROR, "The end of {0} could not be noted ({1}).", id(), Trouble.of(e));
            }
        }
        if (result instanceof Result.Failed failed) {
            LOG.log(System.Logger.Level.WARNING, "{0} ({1}): {2} {3}", name(), id(), failed.kind(), failed.message());
        } else if (!Performer.onlyReads(command)) {
            LOG.log(System.Logger.Level.INFO, "{0} ({1}): done.", name(), id());
        }
        if (!Performer.onlyReads(command)) {
            report();
        }
        desk.answer().accept(id(), text);
    }

    /** Whoever sees the command answered sees the engine as the command left it, not as it was at the last heartbeat. */
    private void report() {
        try {
            desk.report().run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "No report after {0} ({1}).", id(), Trouble.of(e));
        }
    }

    private String name() {
        return command.getClass().getSimpleName();
    }

    synchronized void cancel() {
        end(Fate.CANCELLED);
    }

    synchronized void abandon() {
        end(Fate.ABANDONED);
    }

    private void end(Fate how) {
        fate = how;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean again() {
        return again;
    }

    @Override
    public void begin() throws IOException {
        desk.journal().begin(id());
    }

    @Override
    public @Nullable Instant deadline() {
        return envelope.deadline();
    }
}
