package dev.coffer.engine.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConfigurationTest {
    @Test
    void the_heap_grows_with_the_flavor_and_leaves_room_beside_it() {
        assertThat(Configuration.heap(512)).isEqualTo(320);
        assertThat(Configuration.heap(1_024)).isEqualTo(512);
        assertThat(Configuration.heap(2_048)).isEqualTo(1_024);
        assertThat(Configuration.heap(8_192)).isEqualTo(2_048);
        assertThat(Configuration.heap(65_536)).isEqualTo(8_192);
    }
}
