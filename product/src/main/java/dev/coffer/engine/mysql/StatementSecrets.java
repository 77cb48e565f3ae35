package dev.coffer.engine.mysql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords in statements, which the server writes into its general and slow query logs as they came. Recognised are those of the
 * statements that set passwords, also of replication, written in one piece; not what an application passes as a value of its own.
 */
final class StatementSecrets {
    private static final String MASK = "***";
    /** Ends where a quoted text begins. */
    private static final Pattern BEFORE = Pattern.compile(
            "\\b(?:identified\\s+by(?:\\s+password)?"
                    + "|(?:via|with|or)\\s+`?\\w+`?\\s+(?:using|as|by)"
                    + "|password\\s+for\\s+[^\\s=]+"
                    + "|\\w*password)\\s*[=(]?\\s*(?:\\w*password\\s*\\(\\s*)?(?=['\"])",
            Pattern.CASE_INSENSITIVE);

    private StatementSecrets() {}

    static String masked(String text) {
        Matcher before = BEFORE.matcher(text);
        StringBuilder masked = new StringBuilder(text.length());
        int done = 0;
        while (before.find(done)) {
            int open = before.end();
            masked.append(text, done, open + 1).append(MASK);
            done = close(text, open);
        }
        return done == 0 ? text : masked.append(text, done, text.length()).toString();
    }

    /** Where the quote is that ends the text which begins here; the end when there is none. */
    private static int close(String text, int open) {
        char quote = text.charAt(open);
        for (int i = open + 1; i < text.length(); i++) {
            char character = text.charAt(i);
            boolean doubled = character == quote && i + 1 < text.length() && text.charAt(i + 1) == quote;
            if (character == '\\' || doubled) {
                i++;
            } else if (character == quote) {
                return i;
            }
        }
        return text.length();
    }
}
