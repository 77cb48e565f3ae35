package dev.coffer.agent;

import dev.coffer.agent.command.Command;
import dev.coffer.bus.Envelope;
import dev.coffer.bus.Heartbeat;
import dev.coffer.bus.Wire;
import dev.coffer.engine.Health;
import dev.coffer.engine.Server;
import dev.coffer.model.ServiceStatus;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the agent says of its engine every few seconds. */
final class Heart {
    private final Server server;
    private final AgentState state;
    private final Supervisor supervisor;
    private final Worker worker;
    private final Disk disk;
    private final Wire wire;

    Heart(Server server, AgentState state, Supervisor supervisor, Worker worker, Disk disk, Wire wire) {
        this.server = server;
        this.state = state;
        this.supervisor = supervisor;
        this.worker = worker;
        this.disk = disk;
        this.wire = wire;
    }

    Envelope beat() {
        disk.measure();
        Health health = health();
        Heartbeat heartbeat = new Heartbeat(
                health.status(),
                health.version(),
                health.role(),
                health.position(),
                finite(health.lagSeconds()),
                disk.used().orElse(null),
                state.term(),
                problem(health),
                health.metrics());
        return new Envelope("heartbeat", Envelope.Type.HEARTBEAT, state.term(), null, wire.writeRecord(heartbeat));
    }

    private Health health() {
        if (state.desired() == AgentState.Desired.NOTHING) {
            boolean building = worker.current().filter(Heart::builds).isPresent();
            return Health.down(building ? ServiceStatus.BUILDING : ServiceStatus.NEW, null);
        }
        return server.health();
    }

    private static boolean builds(Command command) {
        return command instanceof Command.Create || command instanceof Command.FetchSeed;
    }

    private @Nullable String problem(Health health) {
        String text = Stream.of(supervisor.problem(), Optional.ofNullable(health.problem()), disk.problem())
                .flatMap(Optional::stream)
                .distinct()
                .collect(Collectors.joining(" "));
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Double finite(@Nullable Double number) {
        return number == null || number.isNaN() || number.isInfinite() ? null : number;
    }
}
