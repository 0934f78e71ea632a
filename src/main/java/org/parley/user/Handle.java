package org.parley.user;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** The rule for handles: ASCII alone, so that no two of them look the same or fold into one another. */
public final class Handle {
    private static final String ERASED = "erased-";

    private static final Pattern RULE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,31}");

    private Handle() {}

    /** @return the handle as it is stored, in lower case; empty if nobody can have it */
    public static Optional<String> find(String text) {
        return RULE.matcher(text).matches() ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** @return whom the author of something is called after they were erased; nobody else gets such a handle */
    static String erased(long userId) {
        return ERASED + userId;
    }

    /** @return whether nobody may choose this handle */
    public static boolean isReserved(String handle) {
        return handle.startsWith(ERASED);
    }

    /** @return the handle that somebody chooses, as it is stored, in lower case */
    public static String parse(String text) {
        return find(text)
                .filter(handle -> !isReserved(handle))
                .orElseThrow(
                        () -> new Refusal(
                                ErrorCode.MALFORMED,
                                "user has 2 to 32 characters of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit, but not with erased-"));
    }
}
