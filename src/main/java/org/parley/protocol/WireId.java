package org.parley.protocol;

import java.util.Optional;
import java.util.regex.Pattern;

/** The id of a conversation or a file as it stands on the wire: a 64-bit number in a string, of decimal digits alone. */
public final class WireId {
    /** {@link Long#parseLong} takes signs, and the digits of other scripts. */
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    private WireId() {}

    /** @return empty if it is none */
    public static Optional<Long> parse(String text) {
        if (!DIGITS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
