package dev.coffer.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.agent.command.Command;
import dev.coffer.agent.command.Result;
import dev.coffer.engine.EngineFailure;
import dev.coffer.engine.UserInfo;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HearsayTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"\u001b[31mred", "a\nERROR forged", "\u202egnirts", "half \ud83d", "\u0000", "\u0085", "\u2028"})
    void a_sentence_steers_no_terminal_and_forges_no_line(String text) {
        Result.Failed failed = (Result.Failed) Hearsay.result(new Result.Failed(EngineFailure.Kind.BROKEN, text));

        assertThat(failed.message()).hasSameSizeAs(text).matches("[\\p{L}\\p{Punct}\\p{Digit} ]*");
    }

    @Test
    void what_people_write_stays() {
        assertThat(Hearsay.plain("Der Datenträger ist voll: 数据库 🦆.", 100))
                .isEqualTo("Der Datenträger ist voll: 数据库 🦆.");
    }

    @Test
    void texts_are_cut_between_characters() {
        assertThat(Hearsay.plain("🦆".repeat(10), 3)).isEqualTo("🦆🦆🦆");
        Result.At at = (Result.At) Hearsay.result(new Result.At("9".repeat(1 << 20)));
        assertThat(at.position()).hasSize(4_000);
    }

    @Test
    void names_stay_as_they_are_unless_nothing_can_hold_them() {
        Result.Users said = new Result.Users(List.of(
                new UserInfo("tab\there", "%", List.of("數")), new UserInfo("\ud800", "\u0000", List.of("\udc00"))));

        assertThat(Hearsay.result(said))
                .isEqualTo(new Result.Users(List.of(
                        new UserInfo("tab\there", "%", List.of("數")),
                        new UserInfo("\ufffd", "\ufffd", List.of("\ufffd")))));
    }

    @Test
    void a_log_keeps_its_lines_and_steers_no_terminal() {
        Result said = new Result.LogText(0, 20, 20, "one\ttwo\n\u001b[2Jthree\r\u202efour\n");

        assertThat(Hearsay.result(said)).isEqualTo(new Result.LogText(0, 20, 20, "one\ttwo\n [2Jthree  four\n"));
    }

    @Test
    void a_piece_of_a_log_goes_forward() {
        Command read = new Command.ReadLog("error", 10, 10);
        assertThat(Hearsay.answer(read, new Result.LogText(10, 5, 20, "x"))).isInstanceOf(Result.Failed.class);
        assertThat(Hearsay.answer(read, new Result.LogText(-1, 5, 20, "x"))).isInstanceOf(Result.Failed.class);
        assertThat(Hearsay.answer(read, new Result.LogText(10, 15, 12, "x"))).isInstanceOf(Result.Failed.class);
    }

    @ParameterizedTest
    @MethodSource("dev.coffer.bus.WireTest#commands")
    void a_failure_answers_every_command_and_anything_else_only_its_own(Command command) {
        Result failed = new Result.Failed(EngineFailure.Kind.PASSING, "later");
        assertThat(Hearsay.answer(command, failed)).isEqualTo(failed);

        long fitting = WireTest.results()
                .filter(result -> !(result instanceof Result.Failed))
                .filter(result -> Hearsay.answer(command, result).equals(result))
                .count();
        assertThat(fitting).as(command.toString()).isEqualTo(1);
    }

    @Test
    void a_number_that_points_nowhere_is_no_answer() {
        Command choose = new Command.MostAdvanced(List.of("a", "b"));
        Command offer = new Command.OfferSeed("ticket", "replica", 60);

        assertThat(Hearsay.answer(choose, new Result.Choice(1))).isEqualTo(new Result.Choice(1));
        for (int index : new int[] {-1, 2, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(Hearsay.answer(choose, new Result.Choice(index))).isInstanceOf(Result.Failed.class);
        }
        for (int port : new int[] {0, -1, 65_536, Integer.MAX_VALUE}) {
            assertThat(Hearsay.answer(offer, new Result.Offered(port))).isInstanceOf(Result.Failed.class);
        }
    }
}
