package dev.coffer.engine.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GtidSetTest {
    private static final String ONE = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String TWO = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static GtidSet set(String text) {
        return GtidSet.parse(text);
    }

    @Test
    void what_the_server_writes_is_understood() {
        assertThat(set(ONE.toUpperCase(java.util.Locale.ROOT) + ":1-3:5,\n" + TWO + ":7"))
                .hasToString(ONE + ":1-3:5," + TWO + ":7");
        assertThat(set(ONE + ":1-3:tag:4-5")).hasToString(ONE + ":1-3," + ONE + ":tag:4-5");
        assertThat(set("")).hasToString("");
        assertThatThrownBy(() -> set("0-1-2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rows_that_meet_become_one() {
        assertThat(set(ONE + ":1-3").and(set(ONE + ":4-9"))).hasToString(ONE + ":1-9");
        assertThat(set(ONE + ":1-3:9-12").and(set(ONE + ":2-10"))).hasToString(ONE + ":1-12");
        assertThat(set(ONE + ":5:1-2:3")).hasToString(ONE + ":1-3:5");
    }

    @Test
    void one_contains_another_when_it_has_every_transaction_of_it() {
        assertThat(set(ONE + ":1-9").contains(set(ONE + ":1-3:5"))).isTrue();
        assertThat(set(ONE + ":1-9").contains(set(""))).isTrue();
        assertThat(set("").contains(set(ONE + ":1"))).isFalse();
        assertThat(set(ONE + ":1-4:6-9").contains(set(ONE + ":3-7"))).isFalse();
        assertThat(set(ONE + ":1-9").contains(set(ONE + ":1-9," + TWO + ":1"))).isFalse();
        assertThat(set(ONE + ":1-9").contains(set(ONE + ":tag:1"))).isFalse();
    }
}
