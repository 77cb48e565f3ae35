package dev.coffer.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An IPv4 network.
 *
 * @param address its first, with the bits beyond the prefix zero
 * @param prefix length
 */
public record Network(int address, int prefix) {
    public static final Network ALL = new Network(0, 0);

    public Network {
        address &= mask(prefix);
    }

    private static int mask(int prefix) {
        return prefix == 0 ? 0 : -1 << (32 - prefix);
    }

    /** Of {@code 10.0.0.0/8}, or of {@code 10.0.0.1} alone; empty when the text is neither. */
    public static Optional<Network> of(String text) {
        String[] parts = text.split("/", -1);
        String[] bytes = parts[0].split("\\.", -1);
        if (parts.length > 2 || bytes.length != 4) {
            return Optional.empty();
        }
        int address = 0;
        for (String part : bytes) {
            int number = number(part, 255);
            if (number < 0) {
                return Optional.empty();
            }
            address = address << 8 | number;
        }
        int prefix = parts.length == 1 ? 32 : number(parts[1], 32);
        return prefix < 0 ? Optional.empty() : Optional.of(new Network(address, prefix));
    }

    private static int number(String text, int largest) {
        if (!text.matches("[0-9]{1,3}")) {
            return -1;
        }
        int number = Integer.parseInt(text);
        return number > largest ? -1 : number;
    }

    public boolean covers(Network other) {
        return other.prefix >= prefix && (other.address & mask(prefix)) == address;
    }

    /** The same addresses without a network that lies within another. */
    public static List<Network> merged(List<Network> networks) {
        List<Network> widest = new ArrayList<>();
        networks.stream()
                .sorted(Comparator.comparingInt(Network::prefix)
                        .thenComparing(Network::address, Integer::compareUnsigned))
                .filter(network -> widest.stream().noneMatch(wide -> wide.covers(network)))
                .forEach(widest::add);
        return List.copyOf(widest);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255, prefix);
    }
}
