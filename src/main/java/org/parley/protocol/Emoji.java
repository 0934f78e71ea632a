package org.parley.protocol;

import java.util.regex.Pattern;

/** Tells what people see as one emoji from everything else, also where the emoji is newer than this Java. */
final class Emoji {
    private static final int MAX_LENGTH = 32;
    private static final Pattern ONE_CHARACTER = Pattern.compile("\\X");
    private static final Pattern KEYCAP = Pattern.compile("[0-9#*]\\x{FE0F}?\\x{20E3}");

    private static final int VARIATION = 0xFE0F;
    private static final int JOINER = 0x200D;

    private Emoji() {}

    static boolean is(String text) {
        if (text.isEmpty()
                || text.length() > MAX_LENGTH
                || !ONE_CHARACTER.matcher(text).matches()) {
            return false;
        }
        return KEYCAP.matcher(text).matches()
                || isPicture(text.codePointAt(0)) && text.codePoints().allMatch(c -> isPicture(c) || joins(c));
    }

    private static boolean isPicture(int c) {
        return c >= 0x1F000 && c <= 0x1FAFF
                || c >= 0x2190 && c <= 0x21FF
                || Character.getType(c) == Character.OTHER_SYMBOL
                || c == 0x203C
                || c == 0x2049
                || c == 0x2139
                || c >= 0x25A0 && c <= 0x2BFF
                || c == 0x3030
                || c == 0x303D;
    }

    private static boolean joins(int c) {
        return c == VARIATION || c == JOINER || c >= 0xE0020 && c <= 0xE007F;
    }
}
