package dev.coffer.engine.mysql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords in statements, which the server writes into its general and slow query logs as they came. Recognised are those of the
 * statements that set passwords, also of replication, written in one piece; not what an application passes as a value of its own.
 *
 * <p>Whether a backslash escapes is up to the session ({@code NO_BACKSLASH_ESCAPES}), which a log does not tell. Where it matters, what
 * is a secret in either reading is masked, and whatever lies between.
 */
final class StatementSecrets {
    private static final String MASK = "***";
    /** Ends where a quoted text begins. {@code bare} alone may as well be the end of another text, e.g. of {@code 'mypassword'}. */
    private static final Pattern BEFORE = Pattern.compile(
            "\\b(?:identified\\s+by(?:\\s+password)?"
                    + "|(?:via|with|or)\\s+`?\\w+`?\\s+(?:using|as|by)"
                    + "|password\\s+for\\s+[^\\s=]+"
                    + "|(?<bare>\\w*password))\\s*+(?<sign>[=(])?+\\s*+(?<call>\\w*password\\s*+\\(\\s*+)?(?=['\"])",
            Pattern.CASE_INSENSITIVE);

    private final String text;
    private final StringBuilder masked;
    /** How much of the text is dealt with; where the last secret ends. */
    private int done;
    /** Whether the last secret ends elsewhere in the other reading. */
    private boolean doubtful;

    private StatementSecrets(String text) {
        this.text = text;
        this.masked = new StringBuilder(text.length());
    }

    static String masked(String text) {
        Matcher before = BEFORE.matcher(text);
        StatementSecrets secrets = new StatementSecrets(text);
        boolean any = false;
        for (; before.find(); any = true) {
            boolean bare = before.group("bare") != null && before.group("sign") == null && before.group("call") == null;
            secrets.mask(before.end(), bare);
        }
        return any ? secrets.masked.append(text, secrets.done, text.length()).toString() : text;
    }

    /**
     * @param open where its quote is
     * @param bare whether that may as well be the quote that ends the secret before
     */
    private void mask(int open, boolean bare) {
        int escaping = close(open, true);
        int literal = close(open, false);
        int end = Math.max(escaping, literal);
        if (done > 0 && open <= done) {
            // which of the two is within a text and which begins one is not known: all that may be secret goes
            boolean known = bare && !doubtful;
            done = Math.max(done, known ? Math.min(end, lineEnd(open)) : end);
            doubtful |= escaping != literal;
        } else {
            masked.append(text, done, open + 1).append(MASK);
            done = end;
            doubtful = escaping != literal;
        }
    }

    private int lineEnd(int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    /** Where the quote is that ends the text which begins here; the end when there is none. */
    private int close(int open, boolean escaping) {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean doubled = character == quote && i + 1 < text.length() && text.charAt(i + 1) == quote;
            if (doubled || (escaping && character == '\\')) {
                i++;
            } else if (character == quote) {
                return i;
            }
        }
        return text.length();
    }
}
