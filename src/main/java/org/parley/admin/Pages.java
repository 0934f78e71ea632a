package org.parley.admin;

import java.util.List;
import java.util.function.Function;

import org.parley.protocol.ErrorCode;
import org.parley.protocol.Refusal;

/** Parameters of paged lists, and where the next page begins; a wrong parameter is {@code malformed}. */
final class Pages {
    private static final int MAX_LIMIT = 200;
    private static final int MAX_QUERY = 100;

    private Pages() {}

    static int limit(String value) {
        return (int) Math.min(MAX_LIMIT, number("limit", value));
    }

    static long number(String name, String value) {
        try {
            long number = Long.parseLong(value);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new Refusal(ErrorCode.MALFORMED, name + " is a whole number, and not below 1");
    }

    static String query(String value) {
        if (value.codePointCount(0, value.length()) > MAX_QUERY) {
            throw new Refusal(ErrorCode.MALFORMED, "query has at most " + MAX_QUERY + " characters");
        }
        return value.strip();
    }

    /** @param found one more than fit on the page, if there are so many */
    static <T> List<T> page(List<T> found, int size) {
        return found.size() > size ? found.subList(0, size) : found;
    }

    /** @return the cursor of the page after this one; null if this is the last */
    static <T> String next(List<T> found, int size, Function<T, Object> cursor) {
        return found.size() > size ? cursor.apply(found.get(size - 1)).toString() : null;
    }
}
