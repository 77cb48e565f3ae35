package dev.coffer.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.0.0.0/8",
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3, 10.1.2.3/32",
        "255.255.255.255/32, 255.255.255.255/32",
        "200.1.2.3/0, 0.0.0.0/0",
        "192.168.7.9/31, 192.168.7.8/31",
        "010.001.0.0/16, 10.1.0.0/16"
    })
    void a_network_begins_with_its_first_address(String text, String network) {
        assertThat(Network.of(text).map(Network::toString)).contains(network);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "10.0.0",
                "10.0.0.0.0",
                "256.0.0.0",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "::/0",
                "x.0.0.0"
            })
    void what_is_no_network_is_none(String text) {
        assertThat(Network.of(text)).isEmpty();
    }

    @Test
    void networks_within_others_are_left_out() {
        List<Network> networks = Stream.of("10.1.0.0/16", "192.168.0.1", "10.0.0.0/8", "10.1.2.3", "192.168.0.1")
                .flatMap(text -> Network.of(text).stream())
                .toList();
        assertThat(Network.merged(networks).toString()).isEqualTo("[10.0.0.0/8, 192.168.0.1/32]");
        assertThat(Network.merged(List.of(networks.getFirst(), Network.ALL))).containsExactly(Network.ALL);
    }

    @Test
    void access_is_restricted_when_it_names_less_than_everything() {
        assertThat(Access.UNSTATED.isRestricted()).isFalse();
        assertThat(new Access(true, List.of("10.0.0.0/8", "1.2.3.4/0")).isRestricted())
                .isFalse();
        assertThat(new Access(null, List.of("10.0.0.0/8")).isRestricted()).isTrue();
        assertThat(new Access(null, List.of()).opensPublicAddress()).isFalse();
    }
}
