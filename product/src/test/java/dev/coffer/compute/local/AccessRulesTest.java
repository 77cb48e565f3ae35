package dev.coffer.compute.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.compute.local.AccessRules.Guarded;
import dev.coffer.model.Network;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules as text. */
class AccessRulesTest {

    @Test
    void whoever_is_guarded_has_a_chain_and_all_else_is_left_alone() {
        AccessRules rules = new AccessRules(
                new TreeSet<>(Set.of(310_000, 310_001, 310_002)),
                List.of(
                        Guarded.restricted("127.64.0.1", Set.of(310_000, 310_001), List.of(new Network(10 << 24, 8))),
                        Guarded.closed("127.96.0.1")));
        assertThat(rules.text("coffer_0a", "/var/lib/coffer")).isEqualTo("""
                add table inet coffer_0a
                delete table inet coffer_0a
                table inet coffer_0a {
                  comment "/var/lib/coffer"
                  set guests {
                    typeof meta skuid
                    elements = { 310000, 310001, 310002 }
                  }
                  chain to_127_64_0_1 {
                    meta skuid { 0, 310000, 310001 } accept
                    meta skuid @guests goto refused
                    ip saddr { 10.0.0.0/8 } accept
                    goto refused
                  }
                  chain to_127_96_0_1 {
                    goto refused
                  }
                  chain refused {
                    meta skuid >= 0 reject with tcp reset
                    tcp flags & (syn | ack) == syn reject with tcp reset
                  }
                  chain output {
                    type filter hook output priority filter; policy accept;
                    meta l4proto tcp ip daddr vmap { 127.64.0.1 : jump to_127_64_0_1, 127.96.0.1 : jump to_127_96_0_1 }
                  }
                }
                """);
    }

    @Test
    void where_nothing_is_guarded_there_is_no_table() {
        assertThat(AccessRules.none().text("coffer_0a", "/home")).isEqualTo("""
                add table inet coffer_0a
                delete table inet coffer_0a
                """);
    }
}
