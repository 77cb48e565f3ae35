package dev.coffer.engine.postgresql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passwords in statements, which the server writes into its log as they came when a tenant has statements logged or makes a mistake in one.
 * Recognised are those after the word {@code PASSWORD}, and what the server stores of them; not what an application passes as a value of
 * its own.
 *
 * <p>Where the text of a password ends depends on how it is quoted; in doubt more is masked than need be.
 */
final class StatementSecrets {
    private static final String MASK = "***";

    private static final Pattern SECRET = Pattern.compile(
            // PASSWORD 'it''s', E'it\'s', U&'it''s', $$it$$, $tag$it$tag$; one cut off ends with the text
            "(?<before>\\bpassword\\s*=?\\s*)(?:"
                    + "[eE]'(?:[^'\\\\]|''|\\\\.)*+(?:'|\\z|(?=\\\\\\z))"
                    + "|(?:[uU]&)?'(?:[^']|'')*+(?:'|\\z)"
                    + "|\\$(?<tag>\\w*+)\\$(?:(?!\\$\\k<tag>\\$).)*+(?:\\$\\k<tag>\\$|\\z))"
                    + "|(?<conninfo>\\bpassword=)[^\\s'\"]+"
                    + "|SCRAM-SHA-256\\$[\\w+/=:$]+"
                    + "|\\bmd5[0-9a-f]{32}\\b",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private StatementSecrets() {}

    static String masked(String text) {
        Matcher secret = SECRET.matcher(text);
        StringBuilder masked = new StringBuilder(text.length());
        while (secret.find()) {
            String before = Optional.ofNullable(secret.group("before"))
                    .or(() -> Optional.ofNullable(secret.group("conninfo")))
                    .orElse("");
            secret.appendReplacement(masked, Matcher.quoteReplacement(before + MASK));
        }
        return secret.appendTail(masked).toString();
    }
}
