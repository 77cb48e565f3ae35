package dev.coffer.compute.local;

import dev.coffer.compute.Addresses;
import dev.coffer.fault.Fault;
import dev.coffer.model.Access;
import dev.coffer.store.AddressBook;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loopback addresses, a private and a public one per instance, so that each engine has its standard port. All of 127.0.0.0/8 is there
 * without setting up. Engines listen on both all the time; who may connect is the firewall's.
 */
public final class LocalAddresses implements Addresses, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalAddresses.class);
    private static final int MOST_PORTS_TRIED = 500;
    /** Whoever else sets rules on this host may remove Coffer's with all others. */
    private static final Duration REPAIR = Duration.ofMinutes(1);

    /**
     * Where addresses come from.
     *
     * @param inside CIDR of private ones, e.g. {@code 127.64.0.0/16}
     * @param outside of public ones
     */
    public record Networks(String inside, String outside) {}

    private final Store store;
    private final AddressPool inside;
    private final AddressPool outside;
    private final AccessControl control;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access").daemon().factory());

    /** With the firewall of this host, if Coffer may use it. */
    public LocalAddresses(Store store, Networks networks, Path home, LocalCompute compute) {
        this(store, networks, new AccessControl(store, Nftables.detect(home), compute::users));
    }

    LocalAddresses(Store store, Networks networks, AccessControl control) {
        this.store = store;
        this.inside = AddressPool.of(networks.inside());
        this.outside = AddressPool.of(networks.outside());
        this.control = control;
    }

    /** Sets the rules of all instances, and again from time to time. */
    public void start() {
        if (obstacle().isPresent()) {
            LOG.info("{}", obstacle().get());
            return;
        }
        control.apply();
        var _ = timer.scheduleWithFixedDelay(this::repair, REPAIR.toSeconds(), REPAIR.toSeconds(), TimeUnit.SECONDS);
    }

    private void repair() {
        try {
            control.apply();
        } catch (RuntimeException e) {
            LOG.error("Who may connect to instances may not be what it should be; it is tried again.", e);
        }
    }

    /** Removes all rules of an installation that nothing of runs any more. */
    public static void withdraw(Path home) {
        try {
            Nftables.detect(home).replace(AccessRules.none());
        } catch (IOException e) {
            LOG.warn("The rules of access stay; they do no harm.", e);
        }
    }

    @Override
    public Optional<String> obstacle() {
        return control.obstacle();
    }

    @Override
    public void expose(String instanceId, Access access) {
        control.apply(Map.of(instanceId, access));
    }

    @Override
    public String allocate(String instanceId, int port) {
        Optional<String> known = store.read(tx -> tx.addresses().of(instanceId));
        return known.orElseGet(() -> take(instanceId, port, inside, Tx::addresses));
    }

    @Override
    public Optional<String> allocatePublic(String instanceId, int port) {
        Optional<String> known = store.read(tx -> tx.publicAddresses().of(instanceId));
        return known.isPresent() || obstacle().isPresent()
                ? known
                : Optional.of(take(instanceId, port, outside, Tx::publicAddresses));
    }

    private String take(String instanceId, int port, AddressPool pool, Function<Tx, AddressBook> book) {
        Set<String> taken = new HashSet<>(store.read(tx -> book.apply(tx).taken()));
        taken.addAll(control.foreign());
        int refused = 0;
        String reason = "";
        for (Iterator<String> free = pool.addresses()
                        .filter(address -> !taken.contains(address))
                        .iterator();
                free.hasNext() && refused < MOST_PORTS_TRIED; ) {
            String address = free.next();
            try {
                bind(address, port);
            } catch (IOException e) {
                refused++;
                reason = String.valueOf(e.getMessage());
                continue;
            }
            if (store.write(tx -> book.apply(tx).take(instanceId, address))) {
                return address;
            }
        }
        throw none(pool, port, refused, reason);
    }

    private static Fault none(AddressPool pool, int port, int refused, String reason) {
        if (refused == 0) {
            return new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "All addresses of %s are in use; delete instances, or give Coffer a larger network in compute.network or compute.public-network."
                            .formatted(pool));
        }
        return new Fault(
                Fault.Kind.UNPROCESSABLE,
                "Port %d cannot be had on any of %d free addresses of %s (%s); most likely a server on this host listens on all addresses: stop it, or let it listen on 127.0.0.1 only."
                        .formatted(port, refused, pool, reason));
    }

    /** Whether it can really be had, whoever uses it without Coffer knowing. */
    private static void bind(String address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        }
    }

    @Override
    public void release(String instanceId) {
        store.change(tx -> {
            tx.addresses().release(instanceId);
            tx.publicAddresses().release(instanceId);
        });
        repair(); // what is left of its rules does no harm: whoever gets the address sets them anew
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
