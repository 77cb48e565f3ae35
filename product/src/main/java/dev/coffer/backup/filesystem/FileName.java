package dev.coffer.backup.filesystem;

import dev.coffer.backup.ObjectStore.UnfitName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Any name as the name of one file, and back. What is not a letter, a digit or harmless is percent-encoded, so no name leads out of its
 * directory, hides, or meets another one.
 */
final class FileName {
    /** File systems take 255; drafts need none of them. */
    private static final int LONGEST = 240;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private FileName() {}

    static String of(String name) throws UnfitName {
        String file = encoded(name);
        if (file.isEmpty() || file.length() > LONGEST) {
            throw new UnfitName(
                    "A name of a container or an object must have 1 to %d characters, of which others than letters, digits, _, - and . count as three or more."
                            .formatted(LONGEST));
        }
        return file;
    }

    private static String encoded(String name) {
        StringBuilder file = new StringBuilder(name.length());
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (each & 0xff);
            boolean leading = file.isEmpty() && character == '.';
            if (isHarmless(character) && !leading) {
                file.append(character);
            } else {
                file.append('%').append(HEX.toHexDigits(each));
            }
        }
        return file.toString();
    }

    private static boolean isHarmless(char character) {
        return character < 0x80 && (Character.isLetterOrDigit(character) || "-._".indexOf(character) >= 0);
    }

    /** The name that a file stands for, if it is one of ours. */
    static Optional<String> name(String file) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(file.length());
        for (int i = 0; i < file.length(); i++) {
            boolean escaped = file.charAt(i) == '%';
            if (escaped && (i + 3 > file.length() || !isHex(file.charAt(i + 1)) || !isHex(file.charAt(i + 2)))) {
                return Optional.empty();
            }
            bytes.write(escaped ? HexFormat.fromHexDigits(file, i + 1, i + 3) : file.charAt(i));
            i += escaped ? 2 : 0;
        }
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
            return encoded(name).equals(file) ? Optional.of(name) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isHex(char character) {
        return HexFormat.isHexDigit(character);
    }
}
