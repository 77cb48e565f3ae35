package dev.coffer.bus;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.fault.Fault;
import dev.coffer.log.Requests;
import dev.coffer.model.Instance;
import dev.coffer.model.Report;
import dev.coffer.store.Outbox;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands to agents and what comes back. The outbox in the store is the truth: a command is sent when it is filed, when its agent
 * connects, and again while the agent has not said that it has it, be it filed here or by another node.
 */
public final class Dispatcher implements Agents, Bus.Inbox, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** How soon a reply that another node received is seen, and a command that another node filed is sent. */
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration SEND_AGAIN = Duration.ofSeconds(2);
    private static final Duration SWEEP = Duration.ofHours(1);
    /** Longer than agents remember, so that none ever answers anew what was answered. */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final int MOST_ASKED = 32;

    private final Store store;
    private final Bus bus;
    private final Requests requests;
    private final InstantSource clock;
    private final Wire wire = Wire.lenient();
    private final ReportBatch reports;
    private final Map<String, BlockingQueue<String>> questions = new ConcurrentHashMap<>();
    /** How many questions wait, by instance. */
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    private final Thread courier = Thread.ofVirtual().name("courier").unstarted(this::deliver);
    private final Thread sweeper = Thread.ofVirtual().name("outbox-sweeper").unstarted(this::sweep);

    public Dispatcher(Store store, Bus bus, Requests requests, InstantSource clock) {
        this.store = store;
        this.bus = bus;
        this.requests = requests;
        this.clock = clock;
        this.reports = new ReportBatch(store);
    }

    /** Starts the bus with this as its inbox. */
    public void start() throws Exception {
        reports.start();
        courier.start();
        sweeper.start();
        bus.start(this);
    }

    /** How many agents are connected here. */
    public int connected() {
        return bus.connected().size();
    }

    @Override
    public Optional<Result> call(
            String operationId, String id, String instanceId, Command command, long term, Duration patience) {
        Optional<Outbox.Message> filed = store.read(tx -> tx.outbox().find(id));
        if (filed.isPresent()) {
            return Optional.ofNullable(filed.get().reply()).map(reply -> Hearsay.answer(command, result(reply)));
        }
        Instant now = clock.instant();
        Outbox.Message message = message(id, instanceId, operationId, term, now.plus(patience), command)
                .askedBy(store.read(tx -> tx.operations().requestOf(operationId)));
        if (store.write(tx -> tx.outbox().put(message))) {
            send(message);
        }
        return Optional.empty();
    }

    @Override
    public void withdraw(String operationId, String commands) {
        for (Outbox.Message message : store.read(tx -> tx.outbox().unansweredOf(operationId))) {
            if (message.id().startsWith(commands)) {
                bus.send(message.instanceId(), new Envelope(message.id(), Envelope.Type.CANCEL, 0, null, ""));
            }
        }
    }

    @Override
    public Result ask(String instanceId, Command command, Duration patience) {
        String id = Envelope.QUESTION + UUID.randomUUID();
        BlockingQueue<String> answer = new ArrayBlockingQueue<>(1);
        questions.put(id, answer);
        int waiting = asked.merge(instanceId, 1, Integer::sum);
        try {
            refuseOver(waiting, instanceId);
            Instant deadline = clock.instant().plus(patience);
            Outbox.Message message = store.write(tx -> {
                Outbox.Message question = message(id, instanceId, null, term(tx, instanceId), deadline, command)
                        .askedBy(requests.current());
                tx.outbox().put(question);
                return question;
            });
            send(message);
            return Hearsay.answer(command, result(await(id, instanceId, answer, patience)));
        } finally {
            asked.computeIfPresent(instanceId, (_, count) -> count == 1 ? null : count - 1);
            questions.remove(id);
            store.change(tx -> tx.outbox().remove(id));
        }
    }

    /** Each that waits looks into the store again and again; an agent that never answers must not make that many. */
    private static void refuseOver(int waiting, String instanceId) {
        if (waiting > MOST_ASKED) {
            throw new Fault(
                    Fault.Kind.UNAVAILABLE,
                    "%d questions wait for the agent of instance %s already. Try again in a while."
                            .formatted(MOST_ASKED, instanceId));
        }
    }

    private String await(String id, String instanceId, BlockingQueue<String> answer, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos(); left > 0; left = end - System.nanoTime()) {
                String here = answer.poll(Math.min(left, POLL.toNanos()), TimeUnit.NANOSECONDS);
                if (here != null) {
                    return here;
                }
                Optional<String> elsewhere =
                        store.read(tx -> tx.outbox().find(id)).map(Outbox.Message::reply);
                if (elsewhere.isPresent()) {
                    return elsewhere.get();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        bus.send(instanceId, new Envelope(id, Envelope.Type.CANCEL, 0, null, ""));
        throw new Fault(
                Fault.Kind.UNAVAILABLE,
                "The agent of instance %s does not answer; it may be starting, or its host may be down. Try again in a while."
                        .formatted(instanceId));
    }

    private static long term(Tx tx, String instanceId) {
        Instance instance = tx.instances().find(instanceId).orElseThrow(Fault.noResource(instanceId));
        return tx.instances().replicaSet(instance.replicaSetId()).term();
    }

    private Outbox.Message message(
            String id, String instanceId, @Nullable String operationId, long term, Instant deadline, Command command) {
        String payload = wire.write(command);
        if (payload.length() > Wire.LONGEST / 3) {
            throw Fault.badRequest("The request is too large for an agent; send it in parts.");
        }
        return new Outbox.Message(
                id, instanceId, operationId, term, clock.instant(), deadline, payload, null, null, null);
    }

    private void send(Outbox.Message message) {
        bus.send(
                message.instanceId(),
                new Envelope(
                        message.id(),
                        Envelope.Type.COMMAND,
                        message.term(),
                        message.deadline(),
                        message.payload(),
                        message.requestId()));
    }

    private Result result(String text) {
        try {
            return wire.result(text);
        } catch (Wire.Malformed e) {
            return new Result.Failed(
                    EngineFailure.Kind.BROKEN,
                    "The instance's agent answered something this control plane does not understand (%s); upgrade it."
                            .formatted(e.getMessage()));
        }
    }

    @Override
    public void connected(String instanceId) {
        for (Outbox.Message message : store.read(tx -> tx.outbox().unanswered(instanceId, clock.instant()))) {
            send(message);
        }
    }

    @Override
    public void received(String instanceId, Envelope envelope) {
        switch (envelope.type()) {
            case RECEIVED -> acknowledged(instanceId, envelope.id());
            case REPLY -> replied(instanceId, envelope);
            case HEARTBEAT -> beat(instanceId, envelope.payload());
            case COMMAND, SETTLED, CANCEL -> {
                LOG.warn(
                        "The agent of {} sent a {}, which only the control plane may; cut.",
                        instanceId,
                        envelope.type());
                bus.disconnect(instanceId);
            }
        }
    }

    /** Written only when there is something to write: a flood of what is known already must not hold up the store. */
    private void acknowledged(String instanceId, String id) {
        Optional<Outbox.Message> own = own(instanceId, id);
        if (own.isEmpty()) {
            bus.send(instanceId, new Envelope(id, Envelope.Type.CANCEL, 0, null, ""));
        } else if (own.get().received() == null) {
            store.change(tx -> tx.outbox().received(id, instanceId, clock.instant()));
        }
    }

    /** The command of this id, if it is this instance's. */
    private Optional<Outbox.Message> own(String instanceId, String id) {
        return store.read(tx -> tx.outbox().find(id))
                .filter(message -> message.instanceId().equals(instanceId));
    }

    /** Whoever's command it was and whether it is still wanted: the agent must not repeat it for ever. */
    private void replied(String instanceId, Envelope envelope) {
        String id = envelope.id();
        boolean open =
                own(instanceId, id).filter(message -> message.replied() == null).isPresent();
        if (!open || !answered(instanceId, id, envelope.payload())) {
            LOG.debug("A reply to {} by the agent of {} answers nothing that is open.", id, instanceId);
        }
        bus.send(instanceId, new Envelope(id, Envelope.Type.SETTLED, 0, null, ""));
    }

    /** False when it was answered meanwhile. */
    private boolean answered(String instanceId, String id, String payload) {
        String reply = wire.write(Hearsay.result(result(payload)));
        // what the agent saw before it answered must not be seen after the answer
        List<Report> seen = reports.unstored(instanceId).stream().toList();
        boolean stored = store.write(tx -> {
            tx.reports().put(seen);
            return tx.outbox().reply(id, instanceId, reply, clock.instant());
        });
        BlockingQueue<String> question = questions.get(id);
        if (stored && question != null && !question.offer(reply)) {
            LOG.debug("{} was answered twice.", id);
        }
        return stored;
    }

    private void beat(String instanceId, String payload) {
        try {
            reports.add(wire.read(payload, Heartbeat.class).report(instanceId, clock.instant()));
        } catch (Wire.Malformed e) {
            LOG.warn("The agent of {} sent a report that is {}; cut.", instanceId, e.getMessage());
            bus.disconnect(instanceId);
        }
    }

    @Override
    public void disconnected(String instanceId) {
        LOG.debug("The agent of {} is not connected any more.", instanceId);
    }

    private void deliver() {
        Map<String, Long> sent = new HashMap<>();
        try {
            while (true) {
                Thread.sleep(POLL);
                try {
                    deliver(sent);
                } catch (RuntimeException e) {
                    LOG.warn("Commands could not be looked for; trying again.", e);
                    Thread.sleep(SEND_AGAIN);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The courier ends.");
        }
    }

    private void deliver(Map<String, Long> sent) {
        Set<String> here = bus.connected();
        if (here.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        List<String> open = new ArrayList<>();
        for (Outbox.Undelivered undelivered : store.read(tx -> tx.outbox().undelivered(clock.instant()))) {
            String id = undelivered.id();
            if (!here.contains(undelivered.instanceId())) {
                continue;
            }
            open.add(id);
            Long last = sent.get(id);
            if (last == null || now - last > SEND_AGAIN.toNanos()) {
                sent.put(id, now);
                store.read(tx -> tx.outbox().find(id))
                        .filter(message -> message.replied() == null)
                        .ifPresent(this::send);
            }
        }
        sent.keySet().retainAll(open);
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(SWEEP);
                try {
                    int swept =
                            store.write(tx -> tx.outbox().sweep(clock.instant().minus(KEPT)));
                    LOG.debug("Swept {} old commands.", swept);
                } catch (RuntimeException e) {
                    LOG.warn("Old commands could not be swept; trying again later.", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("The sweeper ends.");
        }
    }

    /** Leaves the bus to its owner. */
    @Override
    public void close() {
        courier.interrupt();
        sweeper.interrupt();
        reports.close();
    }
}
