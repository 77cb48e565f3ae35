package dev.coffer.compute.local;

import dev.coffer.model.Network;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who may connect to which addresses, as rules for nftables. Addresses that are not named are open to all.
 *
 * <p>All traffic to loopback addresses leaves from this host, so the rules look at what goes out. There the user who sends is known, but
 * not of packets that the kernel sends for a connection nobody has open any more: those pass unless they begin a connection, so that what
 * was cut off is closed at both ends.
 *
 * @param guests users of all instances of this installation: whatever address they write from, they reach a guarded address only when it
 *     names them
 */
record AccessRules(SortedSet<Integer> guests, List<Guarded> guarded) {
    private static final int ROOT = 0;

    /**
     * An address that is not open to all.
     *
     * @param users who may connect from anywhere
     * @param networks from where users that are no guests may
     */
    record Guarded(String address, SortedSet<Integer> users, List<Network> networks) {

        /** One that nobody can reach. */
        static Guarded closed(String address) {
            return new Guarded(address, new TreeSet<>(), List.of());
        }

        /** Root, the members of a set and these networks. */
        static Guarded restricted(String address, Set<Integer> members, List<Network> networks) {
            SortedSet<Integer> users = new TreeSet<>(members);
            users.add(ROOT);
            return new Guarded(address, users, networks);
        }

        private String chain() {
            return "to_" + address.replace('.', '_');
        }

        private String text() {
            StringBuilder text = new StringBuilder("  chain %s {\n".formatted(chain()));
            if (!users.isEmpty()) {
                text.append("    meta skuid { %s } accept\n".formatted(list(users)));
            }
            if (!networks.isEmpty()) {
                text.append("    meta skuid @guests goto refused\n");
                text.append("    ip saddr { %s } accept\n".formatted(list(networks)));
            }
            return text.append("    goto refused\n  }\n").toString();
        }
    }

    AccessRules {
        guarded = List.copyOf(guarded);
    }

    static AccessRules none() {
        return new AccessRules(new TreeSet<>(), List.of());
    }

    /**
     * What replaces the table, whether it is there or not, as one transaction.
     *
     * @param home of the installation, by which the table is known
     */
    String text(String table, String home) {
        String fresh = "add table inet %1$s\ndelete table inet %1$s\n".formatted(table);
        if (guarded.isEmpty()) {
            return fresh;
        }
        String ways = guarded.stream()
                .map(guard -> "%s : jump %s".formatted(guard.address(), guard.chain()))
                .collect(Collectors.joining(", "));
        String chains = guarded.stream().map(Guarded::text).collect(Collectors.joining());
        return fresh
                + """
                table inet %s {
                  comment "%s"
                  set guests {
                    typeof meta skuid
                    %s
                  }
                %s  chain refused {
                    meta skuid >= 0 reject with tcp reset
                    tcp flags & (syn | ack) == syn reject with tcp reset
                  }
                  chain output {
                    type filter hook output priority filter; policy accept;
                    meta l4proto tcp ip daddr vmap { %s }
                  }
                }
                """.formatted(
                        table, home, guests.isEmpty() ? "" : "elements = { " + list(guests) + " }", chains, ways);
    }

    private static String list(Collection<?> parts) {
        return parts.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
