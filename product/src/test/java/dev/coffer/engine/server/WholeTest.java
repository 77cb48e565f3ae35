package dev.coffer.engine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.EngineFailure.Kind;
import dev.coffer.engine.server.Whole.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeTest {
    private final List<String> ran = new ArrayList<>();

    private void server(String sql) {
        ran.add(sql);
        if (sql.startsWith("bad")) {
            throw new EngineFailure(Kind.BROKEN, "The server refused " + sql + ".");
        }
    }

    @Test
    void runs_everything_in_order_when_nothing_fails() {
        Whole.run(this::server, List.of(new Step("a", "undo a"), new Step("b", "undo b")));
        assertThat(ran).containsExactly("a", "b");
    }

    @Test
    void takes_back_in_reverse_what_was_done_before_the_failure() {
        List<Step> steps =
                List.of(new Step("a", "undo a"), new Step("b", ""), new Step("c", "undo c"), new Step("bad", "undo d"));
        assertThatThrownBy(() -> Whole.run(this::server, steps)).hasMessage("The server refused bad.");
        assertThat(ran).containsExactly("a", "b", "c", "bad", "undo c", "undo a");
    }

    @Test
    void tells_the_first_failure_also_when_taking_back_fails() {
        List<Step> steps = List.of(new Step("a", "undo a"), new Step("b", "bad undo"), new Step("bad", ""));
        assertThatThrownBy(() -> Whole.run(this::server, steps))
                .hasMessage("The server refused bad.")
                .hasSuppressedException(new EngineFailure(Kind.BROKEN, "The server refused bad undo."));
        assertThat(ran).endsWith("bad undo", "undo a");
    }
}
