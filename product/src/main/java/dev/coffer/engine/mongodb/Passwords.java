package dev.coffer.engine.mongodb;

import java.net.IDN;
import java.util.Optional;

/**
 * What passwords SCRAM-SHA-256 takes. Server and clients prepare a password (SASLprep, RFC 4013) by the tables of Unicode 3.2, and the
 * server refuses characters that came later. Java has these tables for the names of hosts.
 */
final class Passwords {
    private static final int LONGEST = 1_024;

    private Passwords() {}

    static Optional<String> problem(String password) {
        if (password.isEmpty()) {
            return Optional.of("The password must not be empty.");
        }
        if (password.length() > LONGEST) {
            return Optional.of("The password is too long; at most %d characters.".formatted(LONGEST));
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            return Optional.of("The password must not contain control characters.");
        }
        if (password.codePoints().anyMatch(Passwords::isUnknown)) {
            return Optional.of("The password has a character that MongoDB does not take, such as an emoji: those of"
                    + " Unicode 3.2 are taken. Choose another password.");
        }
        return password.codePoints().anyMatch(Passwords::isRightToLeft) && !isAllRightToLeft(password)
                ? Optional.of("MongoDB takes no password that mixes characters written from right to left with others.")
                : Optional.empty();
    }

    private static boolean isUnknown(int point) {
        if (point < 0x80) {
            return false;
        }
        try {
            return IDN.toASCII(Character.toString(point), 0).isEmpty();
        } catch (IllegalArgumentException unknown) {
            return true;
        }
    }

    private static boolean isAllRightToLeft(String password) {
        return isRightToLeft(password.codePointAt(0))
                && isRightToLeft(password.codePointBefore(password.length()))
                && password.codePoints()
                        .noneMatch(
                                point -> Character.getDirectionality(point) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean isRightToLeft(int point) {
        byte direction = Character.getDirectionality(point);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }
}
