package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GtidsTest {
    private static Gtids at(String text) {
        return Gtids.parse(text);
    }

    @Test
    void text_is_read_and_written() {
        assertThat(at("1-2-3, 0-2130706433-18446744073709").toString()).isEqualTo("0-2130706433-18446744073709,1-2-3");
        assertThat(at("").toString()).isEmpty();
        assertThatThrownBy(() -> at("binlog.000001 17")).hasMessageContaining("no position");
    }

    @Test
    void later_contains_earlier_also_of_another_server() {
        assertThat(at("0-1-10").contains(at("0-1-10"))).isTrue();
        assertThat(at("0-1-10").contains(at("0-2-9"))).isTrue();
        assertThat(at("0-1-10").contains(at("0-1-11"))).isFalse();
        assertThat(at("0-1-10").contains(at(""))).isTrue();
        assertThat(at("").contains(at("0-1-1"))).isFalse();
        assertThat(at("0-1-10").contains(at("0-1-9,7-1-1"))).isFalse();
    }

    @Test
    void two_transactions_of_one_number_are_two_histories() {
        assertThat(at("0-1-10").contains(at("0-2-10"))).isFalse();
        assertThat(at("0-2-10").contains(at("0-1-10"))).isFalse();
    }

    @Test
    void together_they_hold_the_later_of_each_domain() {
        assertThat(at("0-1-10,1-1-1").and(at("0-2-12,2-1-4")).toString()).isEqualTo("0-2-12,1-1-1,2-1-4");
    }
}
