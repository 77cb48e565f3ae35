package dev.coffer.compute.local;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** IPv4 addresses of a network, without those that end in 0 or 255. */
record AddressPool(int network, int prefix) {

    /** @param cidr e.g. {@code 127.64.0.0/16} */
    static AddressPool of(String cidr) {
        String[] parts = cidr.split("/", -1);
        String[] bytes = parts[0].split("\\.", -1);
        if (parts.length != 2 || bytes.length != 4) {
            throw invalid(cidr);
        }
        try {
            int network = 0;
            for (String part : bytes) {
                network = network << 8 | within(part, 255, cidr);
            }
            int prefix = within(parts[1], 30, cidr);
            if (prefix < 8) {
                throw invalid(cidr);
            }
            return new AddressPool(network & -1 << (32 - prefix), prefix);
        } catch (NumberFormatException e) {
            throw invalid(cidr);
        }
    }

    private static int within(String text, int largest, String cidr) {
        int number = Integer.parseInt(text);
        if (number < 0 || number > largest) {
            throw invalid(cidr);
        }
        return number;
    }

    private static IllegalArgumentException invalid(String cidr) {
        return new IllegalArgumentException(
                "\"%s\" is no IPv4 network; write one such as 127.64.0.0/16.".formatted(cidr));
    }

    Stream<String> addresses() {
        return IntStream.range(0, 1 << (32 - prefix))
                .map(host -> network | host)
                .filter(address -> (address & 255) != 0 && (address & 255) != 255)
                .mapToObj(AddressPool::text);
    }

    private static String text(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255);
    }

    @Override
    public String toString() {
        return text(network) + "/" + prefix;
    }
}
