package dev.coffer.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.bus.Dispatcher;
import dev.coffer.bus.StoredRegistrar;
import dev.coffer.bus.Wire;
import dev.coffer.bus.websocket.WebSocketBus;
import dev.coffer.engine.DatabaseSpec;
import dev.coffer.engine.UserSpec;
import dev.coffer.log.Requests;
import dev.coffer.model.Instance;
import dev.coffer.store.Outbox;
import dev.coffer.store.Samples;
import dev.coffer.store.Store;
import dev.coffer.trust.CertificateAuthority;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The control plane's half: a real store, a real listener; can be stopped and started again at the same port. */
final class ControlPlaneSide implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Longer than the three seconds between pings of an agent. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration LIMIT = Duration.ofSeconds(20);

    final CertificateAuthority authority;
    final Store store;
    private final Path directory;
    private final List<Guest> guests = new ArrayList<>();
    private WebSocketBus bus;
    private Dispatcher dispatcher;

    ControlPlaneSide(Path directory) throws Exception {
        this.directory = directory;
        authority = CertificateAuthority.open(directory.resolve("ca"));
        store = Store.open("jdbc:sqlite:" + directory.resolve("coffer.db"), "", "", InstantSource.system());
        Samples.seed(store);
        bus = listener(0);
        dispatcher = new Dispatcher(store, bus, new Requests(), InstantSource.system());
        dispatcher.start();
    }

    private WebSocketBus listener(int port) {
        StoredRegistrar registrar = new StoredRegistrar(store, authority, InstantSource.system());
        return new WebSocketBus("127.0.0.1:" + port, authority, registrar, SILENCE);
    }

    Dispatcher agents() {
        return dispatcher;
    }

    WebSocketBus bus() {
        return bus;
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + bus.port());
    }

    void stop() {
        dispatcher.close();
        bus.close();
    }

    void startAgain() throws Exception {
        bus = listener(bus.port());
        dispatcher = new Dispatcher(store, bus, new Requests(), InstantSource.system());
        dispatcher.start();
    }

    /** A row, an invitation and a home; its agent is not started yet. */
    Guest invite() throws Exception {
        Instance instance = Samples.insert(store, Samples.instance().address("127.0.0.1"));
        String token = UUID.randomUUID().toString();
        store.change(tx -> tx.agents().invite(instance.id(), StoredRegistrar.tokenHash(token)));
        Path home = Files.createDirectory(directory.resolve("home-" + instance.id()));
        Guest guest = new Guest(home, instance.id(), uri(), authority.pem(), token);
        guests.add(guest);
        return guest;
    }

    /** One whose agent is connected. */
    Guest connected() throws Exception {
        Guest guest = invite();
        guest.start();
        awaitConnected(guest);
        return guest;
    }

    void awaitConnected(Guest guest) throws InterruptedException {
        await("the agent is connected", () -> bus.connected().contains(guest.id));
    }

    /** A guest whose agent is replaced by one that says what it is told. */
    RawAgent captured(Guest guest) throws Exception {
        guest.die();
        RawAgent raw = new RawAgent(uri(), guest.credentials().context());
        awaitConnected(guest);
        return raw;
    }

    void file(Guest guest, String id) {
        Instant now = Instant.now();
        String payload = Wire.strict().write(new Command.ListUsers());
        store.change(tx -> tx.outbox()
                .put(new Outbox.Message(id, guest.id, null, 1, now, now.plusSeconds(60), payload, null, null, null)));
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Waited in vain until " + what + ".");
            }
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        guests.forEach(Guest::close);
        stop();
        store.close();
    }

    Result call(Guest guest, String id, Command command) throws InterruptedException {
        return call(guest, id, command, 1);
    }

    Result call(Guest guest, String id, Command command, long term) throws InterruptedException {
        agents().call("no-operation", id, guest.id, command, term, LONG);
        return answer(guest, id, command, term);
    }

    Result answer(Guest guest, String id, Command command, long term) throws InterruptedException {
        await(
                id + " is answered",
                () -> agents().call("no-operation", id, guest.id, command, term, LONG)
                        .isPresent());
        return agents().call("no-operation", id, guest.id, command, term, LONG).orElseThrow();
    }

    static Command create() {
        return new Command.Create(
                List.of(new DatabaseSpec("shop", null, null)),
                List.of(new UserSpec("u", "%", "geheim", List.of("shop"))));
    }

    Guest running() throws Exception {
        Guest guest = connected();
        assertThat(call(guest, "op/create", create())).isEqualTo(new Result.Done());
        return guest;
    }
}
