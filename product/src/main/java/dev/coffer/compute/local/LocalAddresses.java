package dev.coffer.compute.local;

import dev.coffer.compute.Addresses;
import dev.coffer.fault.Fault;
import dev.coffer.store.Store;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/** Loopback addresses, one per instance, so that each engine has its standard port. All of 127.0.0.0/8 is there without setting up. */
public final class LocalAddresses implements Addresses {
    private static final int MOST_PORTS_TRIED = 500;

    private final Store store;
    private final AddressPool pool;

    /** @param network CIDR, e.g. {@code 127.64.0.0/16} */
    public LocalAddresses(Store store, String network) {
        this.store = store;
        this.pool = AddressPool.of(network);
    }

    @Override
    public String allocate(String instanceId, int port) {
        Optional<String> known = store.read(tx -> tx.addresses().of(instanceId));
        return known.orElseGet(() -> take(instanceId, port));
    }

    private String take(String instanceId, int port) {
        Set<String> taken = store.read(tx -> tx.addresses().taken());
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
            if (store.write(tx -> tx.addresses().take(instanceId, address))) {
                return address;
            }
        }
        throw none(port, refused, reason);
    }

    private Fault none(int port, int refused, String reason) {
        if (refused == 0) {
            return new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "All addresses of %s are in use; delete instances, or give Coffer a larger network in compute.network."
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
        store.change(tx -> tx.addresses().release(instanceId));
    }
}
