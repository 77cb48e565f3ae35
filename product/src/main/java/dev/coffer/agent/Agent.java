package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Wire;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.Replication;
import dev.coffer.engine.Server;
import dev.coffer.model.ForwardClock;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The agent of one instance: receive, look into the journal, carry out, note, answer; and beside that supervise the engine and report.
 *
 * <p>{@link Link} holds the connection, {@link Worker} carries commands out by way of {@link Performer}, {@link Supervisor} keeps the
 * engine running whether or not anybody is connected.
 */
final class Agent implements AutoCloseable {
    private static final Duration BEAT = Duration.ofSeconds(3);
    private static final int BEATS_PER_SWEEP = 1200;
    /** After the start, and then as often as the journal is swept, the heap gives back what it does not need. */
    private static final int BEATS_OF_START = 5;

    private static final System.Logger LOG = System.getLogger(Agent.class.getName());

    private final Wire wire = Wire.lenient();
    private final Journal journal;
    private final AgentState state;
    private final SeedOffers offers;
    private final Worker worker;
    private final Supervisor supervisor;
    private final LogKeeper logKeeper;
    private final Link link;
    private final Heart heart;
    private final Identity identity;
    private final Thread thread = Thread.ofVirtual().name("heart").unstarted(this::beat);

    Agent(AgentSettings settings, AgentFiles files, Server server, InstantSource clock) throws IOException {
        files.makeDirectories();
        ReentrantLock engine = new ReentrantLock(true);
        state = new AgentState(files.state(), wire);
        journal = new Journal(files.journal(), wire, clock);
        identity = new Identity(settings, files, wire);
        offers = new SeedOffers(files.offers(), wire, clock, SeedDoor.at(settings.address(), identity, seeds(server)));
        Performer performer = new Performer(
                server,
                state,
                new LogCommands(server, GuestLog.file(files)),
                offers,
                new SeedFetcher(identity, clock, Duration.ofSeconds(1)),
                new ModuleCommands(files.modules(), wire, clock));
        logKeeper = new LogKeeper(server);
        worker = new Worker(new Job.Desk(performer, journal, state, wire, clock, this::report, this::answer), engine);
        supervisor = new Supervisor(server, state, new ForwardClock(clock, System::nanoTime), engine, this::report);
        heart = new Heart(
                server, state, supervisor, worker, new Disk(files.home().resolve("data"), settings.volumeSize()), wire);
        link = new Link(settings.controlPlane(), identity, wire, new Reception());
    }

    void start() {
        if (identity.isEnrolled()) {
            offers.resume();
        }
        worker.start();
        supervisor.start();
        logKeeper.start();
        link.start();
        thread.start();
    }

    private static SeedDoor.Source seeds(Server server) {
        return out -> {
            Replication replication = server.replication()
                    .orElseThrow(() -> new EngineFailure(
                            EngineFailure.Kind.REFUSED, "This datastore does not support replication."));
            replication.writeSeed(out);
        };
    }

    private void beat() {
        try {
            for (long beats = 1; ; beats++) {
                try {
                    if (link.isConnected()) {
                        report();
                        repeatAnswers();
                    }
                    offers.tidy();
                    if (beats % BEATS_PER_SWEEP == 0) {
                        journal.sweep();
                    }
                    if (beats % BEATS_PER_SWEEP == BEATS_OF_START) {
                        System.gc(); // an idle agent would not collect for hours, and keep what its start took
                    }
                } catch (IOException | RuntimeException e) {
                    Trouble.log("A heartbeat", e);
                }
                Thread.sleep(BEAT);
            }
        } catch (InterruptedException e) {
            // The agent ends.
        }
    }

    /** Looks and tells, one at a time, so that the last told is the last seen. If one gets lost the next makes up for it. */
    private void report() {
        synchronized (heart) {
            if (!link.send(heart.beat())) {
                LOG.log(System.Logger.Level.DEBUG, "A report got lost for want of a connection.");
            }
        }
    }

    private void repeatAnswers() {
        for (Journal.Entry entry : journal.unsettled()) {
            if (entry.result() != null) {
                answer(entry.id(), entry.result());
            }
        }
    }

    /** If it gets lost it is repeated, for it stays unsettled in the journal. */
    private void answer(String id, String result) {
        if (!link.send(new Envelope(id, Envelope.Type.REPLY, state.term(), null, result))) {
            LOG.log(System.Logger.Level.DEBUG, "The answer to {0} waits for a connection.", id);
        }
    }

    /** What comes from the control plane. */
    private final class Reception implements Link.Receiver {
        @Override
        public void connected() {
            report();
            repeatAnswers();
        }

        @Override
        public void received(Envelope envelope) {
            switch (envelope.type()) {
                case COMMAND -> command(envelope);
                case SETTLED -> settled(envelope.id());
                case CANCEL -> worker.cancel(envelope.id());
                case RECEIVED, REPLY, HEARTBEAT ->
                    LOG.log(System.Logger.Level.WARNING, "The control plane sent a {0}.", envelope.type());
            }
        }

        private void command(Envelope envelope) {
            try {
                Command command = wire.command(envelope.payload());
                if (worker.submit(envelope, command)) {
                    link.send(new Envelope(envelope.id(), Envelope.Type.RECEIVED, state.term(), null, ""));
                }
            } catch (Wire.Malformed e) {
                LOG.log(System.Logger.Level.WARNING, "Command {0} is {1}.", envelope.id(), e.getMessage());
                answer(
                        envelope.id(),
                        wire.write(
                                new Result.Failed(
                                        EngineFailure.Kind.BROKEN,
                                        "The instance's agent does not know this command; restart the agent with the control plane's version.")));
            }
        }

        private void settled(String id) {
            try {
                journal.settle(id);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "{0} could not be settled ({1}).", id, Trouble.of(e));
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        link.close();
        worker.close();
        supervisor.close();
        logKeeper.close();
        offers.close();
    }
}
