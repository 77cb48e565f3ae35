package dev.coffer.policy;

import dev.coffer.policy.Check.Attribute;
import dev.coffer.policy.Check.Template;
import dev.coffer.policy.Check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads oslo.policy's check strings: {@code kind:match}, {@code @}, {@code !}, {@code and}, {@code or}, {@code not} and parentheses, where
 * {@code not} binds closest and {@code and} closer than {@code or}. Nothing at all lets everybody pass.
 */
final class CheckParser {
    static final int LONGEST = 8_000;
    private static final int DEEPEST = 50;
    private static final String OPEN = "(";
    private static final String CLOSE = ")";
    private static final Pattern OWNER = Pattern.compile("%\\(([^()]*)\\)s");
    private static final Pattern LITERAL =
            Pattern.compile("'(?<single>[^']*)'|\"(?<double>[^\"]*)\"|(?<word>True|False|None|-?\\d+(\\.\\d+)?)");

    /** The text is no check; the message says why. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /** Gives the check of a rule that another one names. */
    @FunctionalInterface
    interface Named {
        Check rule(String name) throws Malformed;
    }

    private final List<String> words;
    private final Named named;
    private int next;
    private int depth;

    private CheckParser(List<String> words, Named named) {
        this.words = words;
        this.named = named;
    }

    static Check parse(String text, Named named) throws Malformed {
        if (text.length() > LONGEST) {
            throw new Malformed("it is longer than %d characters".formatted(LONGEST));
        }
        CheckParser parser = new CheckParser(words(text), named);
        if (parser.words.isEmpty()) {
            return new Check.Fixed(Verdict.YES);
        }
        Check check = parser.either();
        if (parser.next < parser.words.size()) {
            throw new Malformed("`%s` was not expected; is there an `and` or `or` missing before it?"
                    .formatted(parser.words.get(parser.next)));
        }
        return check;
    }

    /** Parentheses count only at the ends of words, so that those of {@code %(tenant)s} do not. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            int begin = 0;
            while (begin < word.length() && word.charAt(begin) == '(') {
                words.add(OPEN);
                begin++;
            }
            int end = word.length();
            while (end > begin && word.charAt(end - 1) == ')') {
                end--;
            }
            if (end > begin) {
                words.add(word.substring(begin, end));
            }
            for (int closing = end; closing < word.length(); closing++) {
                words.add(CLOSE);
            }
        }
        return words;
    }

    private boolean accept(String word) {
        boolean found =
                next < words.size() && words.get(next).toLowerCase(Locale.ROOT).equals(word);
        next += found ? 1 : 0;
        return found;
    }

    private Check either() throws Malformed {
        List<Check> parts = new ArrayList<>(List.of(both()));
        while (accept("or")) {
            parts.add(both());
        }
        return parts.size() == 1 ? parts.getFirst() : new Check.Any(parts);
    }

    private Check both() throws Malformed {
        List<Check> parts = new ArrayList<>(List.of(one()));
        while (accept("and")) {
            parts.add(one());
        }
        return parts.size() == 1 ? parts.getFirst() : new Check.All(parts);
    }

    private Check one() throws Malformed {
        depth++;
        if (depth > DEEPEST) {
            throw new Malformed("it is nested deeper than %d".formatted(DEEPEST));
        }
        Check check = accept("not") ? new Check.Not(one()) : simple();
        depth--;
        return check;
    }

    private Check simple() throws Malformed {
        if (accept(OPEN)) {
            Check check = either();
            if (!accept(CLOSE)) {
                throw new Malformed("a closing parenthesis is missing");
            }
            return check;
        }
        if (next == words.size()) {
            throw new Malformed("something is missing at its end");
        }
        return leaf(words.get(next++));
    }

    private Check leaf(String word) throws Malformed {
        if (word.equals("@") || word.equals("!")) {
            return new Check.Fixed(Verdict.of(word.equals("@")));
        }
        int colon = word.indexOf(':');
        if (colon < 0) {
            throw new Malformed(
                    "`%s` is no check; write e.g. role:NAME, rule:NAME or project_id:%%(tenant)s".formatted(word));
        }
        String kind = word.substring(0, colon);
        String match = word.substring(colon + 1);
        return switch (kind) {
            case "rule" -> named.rule(match);
            case "role" -> new Check.Role(template(match));
            case "http", "https" ->
                throw new Malformed("`%s` asks another server, which Coffer does not".formatted(word));
            default -> comparison(kind, match);
        };
    }

    private static Check comparison(String kind, String match) throws Malformed {
        Attribute attribute = Attribute.named(kind);
        if (attribute != null) {
            return new Check.Of(attribute, template(match));
        }
        Matcher literal = LITERAL.matcher(kind);
        if (literal.matches()) {
            Function<String, String> group = name -> literal.group(name) == null ? "" : literal.group(name);
            return new Check.Literal(
                    group.apply("single") + group.apply("double") + group.apply("word"), template(match));
        }
        throw new Malformed("`%s` is not known of a caller; known are role, rule, user_id, project_id and is_admin"
                .formatted(kind));
    }

    private static Template template(String match) throws Malformed {
        Matcher owner = OWNER.matcher(match);
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        while (owner.find()) {
            if (!List.of("tenant", "tenant_id", "project_id").contains(owner.group(1))) {
                throw new Malformed(
                        "`%s` is not known of what a call is about; known is the project that owns it, as %%(tenant)s or %%(project_id)s"
                                .formatted(owner.group()));
            }
            pieces.add(match.substring(begin, owner.start()));
            begin = owner.end();
        }
        pieces.add(match.substring(begin));
        if (pieces.stream().anyMatch(piece -> piece.contains("%"))) {
            throw new Malformed("`%s` has a %% that does not begin %%(tenant)s".formatted(match));
        }
        return new Template(pieces);
    }
}
