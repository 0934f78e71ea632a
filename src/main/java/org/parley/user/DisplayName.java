package org.parley.user;

import java.text.Normalizer;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** The rule for display names: one line of any Unicode, in the normal form C. */
public final class DisplayName {
    private static final int MAX_CHARACTERS = 100;

    private DisplayName() {}

    public static String parse(String text) {
        String name = line("name", text, MAX_CHARACTERS);
        if (name.isEmpty()) {
            throw new Refusal(ErrorCode.MALFORMED, "name must not be empty");
        }
        return name;
    }

    /** @return the text in normal form C and without white space at its ends */
    public static String line(String field, String text, int maxCharacters) {
        // Checked before, too: normalizing is not for free.
        if (text.length() > 4 * maxCharacters) {
            throw tooLong(field, maxCharacters);
        }
        String line = Normalizer.normalize(text, Normalizer.Form.NFC).strip();
        if (line.codePointCount(0, line.length()) > maxCharacters) {
            throw tooLong(field, maxCharacters);
        }
        if (line.codePoints().anyMatch(DisplayName::forbidden)) {
            throw new Refusal(ErrorCode.MALFORMED, field + " has characters that can't stand in one line of text");
        }
        return line;
    }

    // Also the invisible characters that turn the direction of writing: they make one name look like another.
    private static boolean forbidden(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || (character >= 0x202A && character <= 0x202E)
                || (character >= 0x2066 && character <= 0x2069);
    }

    private static Refusal tooLong(String field, int maxCharacters) {
        return new Refusal(ErrorCode.MALFORMED, field + " has at most " + maxCharacters + " characters");
    }
}
