package dev.coffer.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a rule asks, with the rules it names put in. */
sealed interface Check {
    /** OPEN: it depends on the owner of what the call is about, which is not known yet. */
    enum Verdict {
        YES,
        NO,
        OPEN;

        static Verdict of(boolean passes) {
            return passes ? YES : NO;
        }
    }

    Verdict judge(Subject subject);

    /** {@code @} and {@code !}. */
    record Fixed(Verdict verdict) implements Check {
        @Override
        public Verdict judge(Subject subject) {
            return verdict;
        }
    }

    record All(List<Check> parts) implements Check {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public Verdict judge(Subject subject) {
            Verdict verdict = Verdict.YES;
            for (Check part : parts) {
                Verdict found = part.judge(subject);
                if (found == Verdict.NO) {
                    return Verdict.NO;
                }
                verdict = found == Verdict.OPEN ? Verdict.OPEN : verdict;
            }
            return verdict;
        }
    }

    record Any(List<Check> parts) implements Check {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public Verdict judge(Subject subject) {
            Verdict verdict = Verdict.NO;
            for (Check part : parts) {
                Verdict found = part.judge(subject);
                if (found == Verdict.YES) {
                    return Verdict.YES;
                }
                verdict = found == Verdict.OPEN ? Verdict.OPEN : verdict;
            }
            return verdict;
        }
    }

    record Not(Check part) implements Check {
        @Override
        public Verdict judge(Subject subject) {
            return switch (part.judge(subject)) {
                case YES -> Verdict.NO;
                case NO -> Verdict.YES;
                case OPEN -> Verdict.OPEN;
            };
        }
    }

    /** {@code role:x}. Names of roles are the same in capitals, as in Keystone. */
    record Role(Template name) implements Check {
        @Override
        public Verdict judge(Subject subject) {
            String wanted = name.filled(subject);
            return wanted == null
                    ? Verdict.OPEN
                    : Verdict.of(subject.caller().roles().stream().anyMatch(wanted::equalsIgnoreCase));
        }
    }

    /** {@code project_id:%(tenant)s}: something of the caller is this. */
    record Of(Attribute attribute, Template value) implements Check {
        @Override
        public Verdict judge(Subject subject) {
            return same(attribute.value(subject), value.filled(subject));
        }
    }

    /** {@code 'text':%(tenant)s}. */
    record Literal(String text, Template value) implements Check {
        @Override
        public Verdict judge(Subject subject) {
            return same(text, value.filled(subject));
        }
    }

    private static Verdict same(String one, @Nullable String other) {
        return other == null ? Verdict.OPEN : Verdict.of(one.equals(other));
    }

    /** What is known of a caller besides its roles. */
    enum Attribute {
        USER_ID(subject -> subject.caller().userId()),
        PROJECT_ID(subject -> subject.caller().projectId()),
        IS_ADMIN(subject -> subject.caller().isAdmin() ? "True" : "False");

        private static final Map<String, Attribute> OLDER =
                Map.of("tenant", PROJECT_ID, "tenant_id", PROJECT_ID, "user", USER_ID);

        private final Function<Subject, String> value;

        Attribute(Function<Subject, String> value) {
            this.value = value;
        }

        String value(Subject subject) {
            return value.apply(subject);
        }

        /** Null when there is none of that name. */
        static @Nullable Attribute named(String name) {
            for (Attribute attribute : values()) {
                if (attribute.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return attribute;
                }
            }
            return OLDER.get(name);
        }
    }

    /**
     * A text in which {@code %(tenant)s} stands for the project that owns what the call is about.
     *
     * @param pieces between the places where it stands
     */
    record Template(List<String> pieces) {
        public Template {
            pieces = List.copyOf(pieces);
        }

        /** Null when that project is not known yet. */
        @Nullable String filled(Subject subject) {
            String owner = subject.owner();
            if (pieces.size() == 1) {
                return pieces.getFirst();
            }
            return owner == null ? null : String.join(owner, pieces);
        }
    }
}
