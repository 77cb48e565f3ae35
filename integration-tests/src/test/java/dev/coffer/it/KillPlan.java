package dev.coffer.it;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What a kill run does and whom it kills when: everything that is random in it, drawn from its seed and from nothing else.
 *
 * <p>The rounds come in decks. A deck does everything at least once and leaves as many instances as it found, so that the plan does not
 * depend on how the rounds end.
 */
final class KillPlan {
    private static final int MOST_KILLS = 5;
    private static final int LAST_STEP = 12;
    private static final Duration LONGEST_DELAY = Duration.ofMillis(1_500);

    /** What is being done to the instances while processes die. */
    enum Deed {
        CREATE_PRIMARY,
        CREATE_REPLICA,
        PROMOTE,
        RESTART,
        CHANGE_ACCOUNTS,
        DETACH,
        EJECT,
        DELETE_REPLICA,
        DELETE_OTHER,
        DELETE_UNMADE
    }

    enum Victim {
        CONTROL_PLANE,
        AGENT,
        ENGINE,
        EVERYTHING
    }

    sealed interface Moment {
        /** So long after the kill before it, or after the beginning. */
        record After(Duration delay) implements Moment {}

        /** When the operation has begun so many steps. */
        record AtStep(int steps) implements Moment {}
    }

    /** @param pick decides which instance's agent or engine it is, of those there are */
    record Kill(Victim victim, int pick, Moment moment) {
        @Override
        public String toString() {
            return switch (moment) {
                case Moment.After(Duration delay) -> "%s after %d ms".formatted(victim, delay.toMillis());
                case Moment.AtStep(int steps) -> "%s at step %d".formatted(victim, steps);
            };
        }
    }

    /** @param pick decides which instance it is done to, of those it can be done to */
    record Round(Deed deed, int pick, List<Kill> kills) {
        Round {
            kills = List.copyOf(kills);
        }
    }

    private static final List<List<Deed>> CARDS = List.of(
            List.of(Deed.PROMOTE),
            List.of(Deed.PROMOTE),
            List.of(Deed.RESTART),
            List.of(Deed.CHANGE_ACCOUNTS),
            List.of(Deed.DELETE_UNMADE),
            List.of(Deed.DELETE_REPLICA, Deed.CREATE_REPLICA),
            List.of(Deed.DETACH, Deed.CREATE_REPLICA, Deed.DELETE_OTHER),
            List.of(Deed.EJECT, Deed.DELETE_OTHER, Deed.CREATE_REPLICA));

    private final Random random;
    private final Deque<Deed> deeds =
            new ArrayDeque<>(List.of(Deed.CREATE_PRIMARY, Deed.CREATE_REPLICA, Deed.CREATE_REPLICA));

    KillPlan(long seed) {
        random = new Random(seed);
    }

    Round next() {
        if (deeds.isEmpty()) {
            List<List<Deed>> deck = new ArrayList<>(CARDS);
            Collections.shuffle(deck, random);
            deck.forEach(deeds::addAll);
        }
        Deed deed = deeds.remove();
        int pick = random.nextInt(Integer.MAX_VALUE);
        int kills = 2 + random.nextInt(MOST_KILLS - 1);
        return new Round(deed, pick, Stream.generate(this::kill).limit(kills).toList());
    }

    private Kill kill() {
        Victim victim = victim(random.nextInt(12));
        int pick = random.nextInt(Integer.MAX_VALUE);
        Moment moment = random.nextBoolean()
                ? new Moment.AtStep(1 + random.nextInt(LAST_STEP))
                : new Moment.After(Duration.ofMillis(random.nextLong(LONGEST_DELAY.toMillis())));
        return new Kill(victim, pick, moment);
    }

    private static Victim victim(int twelfth) {
        if (twelfth < 2) {
            return Victim.CONTROL_PLANE;
        }
        if (twelfth < 6) {
            return Victim.AGENT;
        }
        return twelfth < 11 ? Victim.ENGINE : Victim.EVERYTHING;
    }
}
