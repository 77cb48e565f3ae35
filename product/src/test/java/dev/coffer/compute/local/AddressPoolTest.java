package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressPoolTest {

    @Test
    void a_network_has_its_addresses_but_those_that_look_like_networks_and_broadcasts() {
        assertThat(AddressPool.of("127.64.0.0/16").addresses())
                .hasSize(256 * 254)
                .startsWith("127.64.0.1", "127.64.0.2");
        assertThat(AddressPool.of("127.64.0.0/23").addresses())
                .contains("127.64.0.254", "127.64.1.1")
                .doesNotContain("127.64.0.0", "127.64.0.255", "127.64.1.0", "127.64.1.255");
    }

    @Test
    void bits_of_the_host_are_not_part_of_the_network() {
        assertThat(AddressPool.of("127.64.0.77/30").addresses())
                .containsExactly("127.64.0.76", "127.64.0.77", "127.64.0.78", "127.64.0.79");
        assertThat(AddressPool.of("127.64.0.77/30")).hasToString("127.64.0.76/30");
    }

    @Test
    void what_is_no_network_is_refused_with_an_example() {
        for (String bad : List.of(
                "",
                "127.0.0.1",
                "127.0.0/16",
                "127.0.0.256/16",
                "127.0.0.1/7",
                "127.0.0.1/31",
                "a.b.c.d/16",
                "-1.0.0.0/8")) {
            assertThatThrownBy(() -> AddressPool.of(bad)).hasMessageContaining("127.64.0.0/16");
        }
    }
}
